"""Room: the question bank."""

from flask import Blueprint

blueprint = Blueprint("bank", __name__, template_folder="templates")
