"""Room: who stands where."""

from flask import Blueprint

blueprint = Blueprint("leaderboard", __name__, template_folder="templates")
