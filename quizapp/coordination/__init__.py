"""Room: coordinating, for whoever looks after a unit: a class, a school, a village, a firm, a department."""

from flask import Blueprint

blueprint = Blueprint("coordination", __name__, template_folder="templates")
