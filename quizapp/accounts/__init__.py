"""Room: how people come in. Participants by entry code, staff by password, both leave by the same door."""

from flask import Blueprint

blueprint = Blueprint("accounts", __name__, template_folder="templates")
