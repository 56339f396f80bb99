"""How often wrong passwords and wrong codes of staff are listened to.

Failures are counted per account and address, and per account over all addresses; those on a device that has signed in
to the account before are counted apart. So a guesser is held back, and nobody can lock an owner out of the device
that they use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from limits import RateLimitItem

from quizapp.domain.refusals import SlowDown
from quizapp.storage import throttle
from quizapp.storage.resources import resources


class Limits(NamedTuple):
    device: RateLimitItem
    address: RateLimitItem
    account: RateLimitItem


PASSWORDS = Limits(
    throttle.WRONG_PASSWORDS_PER_DEVICE, throttle.WRONG_PASSWORDS_PER_ADDRESS, throttle.WRONG_PASSWORDS_PER_ACCOUNT
)
FACTORS = Limits(
    throttle.WRONG_FACTORS_PER_DEVICE, throttle.WRONG_FACTORS_PER_ADDRESS, throttle.WRONG_FACTORS_PER_ACCOUNT
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who says to be `name`, and from where. `known`: this device's number with the account, '' for a strange one."""

    name: str
    address: str
    known: str = ""
    agent: str = ""

    def ask(self, limits: Limits) -> None:
        """Raises SlowDown once there were too many failures."""
        for limit, who in self._counted(limits):
            if not resources().throttle.allows(limit, *who):
                raise SlowDown(retry_after=resources().throttle.wait_seconds(limit, *who))

    def note_failure(self, limits: Limits) -> None:
        for limit, who in self._counted(limits):
            resources().throttle.hit(limit, *who)

    def _counted(self, limits: Limits) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
        if self.known:
            return [(limits.device, (self.name, self.known))]
        return [(limits.address, (self.name, self.address)), (limits.account, (self.name,))]
