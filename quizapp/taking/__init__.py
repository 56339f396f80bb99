"""Room: taking a contest, from the lobby to the result."""

from flask import Blueprint

blueprint = Blueprint("taking", __name__, template_folder="templates")
