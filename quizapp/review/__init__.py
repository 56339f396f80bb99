"""Room: reviewing. What officials see of their towns, traced to the attempts behind it."""

from flask import Blueprint

blueprint = Blueprint("review", __name__, template_folder="templates")
