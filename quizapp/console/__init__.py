"""Room: organizing. From a file of questions and a list of people to a running contest."""

from flask import Blueprint

blueprint = Blueprint("console", __name__, template_folder="templates")
