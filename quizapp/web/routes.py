"""The one table of every route: deny by default.

`who` names the roles that may call a route; `scope` says on what it acts and what the room's service must narrow it
to: nothing in particular, one's own attempts or account, the area of a member of staff, the unit of a coordinator, or
the whole district, which is for those without an area. The test of the URL map walks every route with every role
against this table; a route that is not in it is refused to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from quizapp.domain.people import ROLES
from quizapp.domain.staff import Step

ANYONE = frozenset({"anonymous", "participant", *ROLES})
SIGNED_IN = ANYONE - {"anonymous"}
PARTICIPANT = frozenset({"participant"})
ORGANIZERS = frozenset({"organizer", "admin"})
REVIEWERS = frozenset({"official", "organizer", "admin", "inspector"})
CURATORS = frozenset({"curator", "organizer", "admin"})
COORDINATORS = frozenset({"coordinator"})
ADMINS = frozenset({"admin"})
AUDITORS = frozenset({"admin", "inspector"})
WITH_A_DESK = frozenset(ROLES)


class Scope(StrEnum):
    NOTHING = "nothing"
    OWN = "own"
    AREA = "area"
    UNIT = "unit"
    DISTRICT = "district"


@dataclass(frozen=True, slots=True)
class Access:
    """`token`: the attempt's own token opens it too. `at`: open to staff who have still to take one of these steps."""

    who: frozenset[str]
    scope: Scope = Scope.NOTHING
    token: bool = False
    at: frozenset[Step] = frozenset()

    def lets_in(self, role: str, area: str = "") -> bool:
        """Whether somebody may come in at all; `area`: the only one of a member of staff."""
        return role in self.who and not (area and self.scope is Scope.DISTRICT)


ROUTES: dict[str, Access] = {
    "assets.file": Access(ANYONE),
    "health.healthz": Access(ANYONE),
    "health.readyz": Access(ANYONE),
    "health.openapi": Access(ANYONE),
    # accounts
    "accounts.create_session": Access(ANYONE),
    "accounts.show_session": Access(PARTICIPANT, Scope.OWN),
    "accounts.delete_session": Access(SIGNED_IN, Scope.OWN, at=frozenset(Step)),
    "accounts.list_areas": Access(ANYONE),
    "accounts.list_units": Access(ANYONE),
    "accounts.enter": Access(ANYONE),
    "accounts.leave": Access(ANYONE, Scope.OWN),
    "accounts.send_code": Access(ANYONE),
    "accounts.phone_page": Access(ANYONE),
    "accounts.phone_code_page": Access(ANYONE),
    "accounts.link_page": Access(ANYONE),
    "accounts.wechat_page": Access(ANYONE),
    "accounts.wechat_back": Access(ANYONE),
    "accounts.consent_page": Access(ANYONE),
    "accounts.people_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.choose_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.person_page": Access(PARTICIPANT, Scope.OWN),
    "accounts.add_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.change_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.choose_person": Access(PARTICIPANT, Scope.OWN),
    "accounts.own_data": Access(PARTICIPANT, Scope.OWN),
    "accounts.own_data_file": Access(PARTICIPANT, Scope.OWN),
    "accounts.erase_me": Access(PARTICIPANT, Scope.OWN),
    "accounts.sign_in": Access(ANYONE),
    "accounts.sign_out": Access(ANYONE, Scope.OWN),
    "accounts.password": Access(ANYONE),
    "accounts.staff_home": Access(WITH_A_DESK),
    "accounts.give_code": Access(WITH_A_DESK, Scope.OWN, at=frozenset({Step.CODE})),
    "accounts.enrol": Access(WITH_A_DESK, Scope.OWN, at=frozenset({Step.ENROL})),
    "accounts.own_account": Access(WITH_A_DESK, Scope.OWN),
    "accounts.change_password": Access(WITH_A_DESK, Scope.OWN),
    "accounts.renew_recovery_codes": Access(WITH_A_DESK, Scope.OWN),
    "accounts.drop_second_factor": Access(WITH_A_DESK, Scope.OWN),
    "accounts.close_session": Access(WITH_A_DESK, Scope.OWN),
    "accounts.close_other_sessions": Access(WITH_A_DESK, Scope.OWN),
    "accounts.list_accounts": Access(ADMINS, Scope.DISTRICT),
    "accounts.show_account": Access(ADMINS, Scope.DISTRICT),
    "accounts.renew_link": Access(ADMINS, Scope.DISTRICT),
    "accounts.reset_second_factor": Access(ADMINS, Scope.DISTRICT),
    "accounts.limit_account": Access(ADMINS, Scope.DISTRICT),
    "accounts.disable_account": Access(ADMINS, Scope.DISTRICT),
    # taking
    "taking.home": Access(ANYONE),
    "taking.contest_page": Access(ANYONE),
    "taking.start_page": Access(PARTICIPANT, Scope.OWN),
    "taking.sheet_page": Access(PARTICIPANT, Scope.OWN),
    "taking.answer_page": Access(PARTICIPANT, Scope.OWN),
    "taking.check_page": Access(PARTICIPANT, Scope.OWN),
    "taking.hand_in_page": Access(PARTICIPANT, Scope.OWN),
    "taking.result_page": Access(PARTICIPANT, Scope.OWN),
    "taking.join_class_page": Access(PARTICIPANT, Scope.OWN),
    "taking.join_class": Access(PARTICIPANT, Scope.OWN),
    "taking.list_contests": Access(ANYONE),
    "taking.show_contest": Access(ANYONE),
    "taking.start_attempt": Access(PARTICIPANT, Scope.OWN),
    "taking.list_attempts": Access(PARTICIPANT, Scope.OWN),
    "taking.show_attempt": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.save_answers": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.submit_attempt": Access(PARTICIPANT, Scope.OWN, token=True),
    "taking.show_result": Access(PARTICIPANT, Scope.OWN, token=True),
    # leaderboard
    "leaderboard.show_board": Access(ANYONE),
    "leaderboard.show_mine": Access(PARTICIPANT, Scope.OWN),
    "leaderboard.board_page": Access(ANYONE),
    # bank
    "bank.show_bank": Access(CURATORS),
    "bank.import_page": Access(CURATORS),
    "bank.preview_import": Access(CURATORS),
    "bank.confirm_import": Access(CURATORS),
    "bank.template_file": Access(CURATORS),
    # console
    "console.list_contests": Access(ORGANIZERS, Scope.DISTRICT),
    "console.new_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.show_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.edit_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.contest_toml": Access(ORGANIZERS, Scope.DISTRICT),
    "console.publish_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.close_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.finish_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.extend_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.stop_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.resume_contest": Access(ORGANIZERS, Scope.DISTRICT),
    "console.import_roster": Access(ORGANIZERS, Scope.DISTRICT),
    "console.roster_page": Access(ORGANIZERS, Scope.DISTRICT),
    "console.roster_template": Access(ORGANIZERS, Scope.DISTRICT),
    "console.look_at": Access(ORGANIZERS, Scope.DISTRICT),
    "console.reissue_code": Access(ORGANIZERS, Scope.DISTRICT),
    "console.class_lists": Access(ORGANIZERS, Scope.DISTRICT),
    "console.links": Access(ORGANIZERS, Scope.DISTRICT),
    "console.entry_qr": Access(ORGANIZERS, Scope.DISTRICT),
    "console.units_page": Access(ORGANIZERS, Scope.DISTRICT),
    "console.units_template": Access(ORGANIZERS, Scope.DISTRICT),
    "console.live_page": Access(ORGANIZERS, Scope.DISTRICT),
    "console.live_figures": Access(ORGANIZERS, Scope.DISTRICT),
    # coordination
    "coordination.list_contests": Access(COORDINATORS, Scope.UNIT),
    "coordination.people_page": Access(COORDINATORS, Scope.UNIT),
    "coordination.look_at": Access(COORDINATORS, Scope.UNIT),
    "coordination.reissue_code": Access(COORDINATORS, Scope.UNIT),
    "coordination.reissue_all": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_list": Access(COORDINATORS, Scope.UNIT),
    "coordination.reminder": Access(COORDINATORS, Scope.UNIT),
    "coordination.missing_file": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_starts": Access(COORDINATORS, Scope.UNIT),
    "coordination.class_page": Access(COORDINATORS, Scope.UNIT),
    "coordination.begin_class": Access(COORDINATORS, Scope.UNIT),
    "coordination.end_class": Access(COORDINATORS, Scope.UNIT),
    # review
    "review.list_contests": Access(REVIEWERS, Scope.AREA),
    "review.town_table": Access(REVIEWERS, Scope.AREA),
    "review.area_attempts": Access(REVIEWERS, Scope.AREA),
    "review.show_attempt": Access(REVIEWERS, Scope.AREA),
    "review.export_xlsx": Access(REVIEWERS, Scope.AREA),
    "review.export_csv": Access(REVIEWERS, Scope.AREA),
    "review.denominators": Access(REVIEWERS, Scope.AREA),
    "review.audit_log": Access(AUDITORS, Scope.DISTRICT),
}
