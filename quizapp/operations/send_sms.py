"""Text messages: through the gateway by a signed POST, or, where none is set, into a file of the instance."""

from __future__ import annotations

import hmac
import http.client
import json
import sys
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from quizapp.domain.refusals import Busy
from quizapp.domain.words import say
from quizapp.storage import kept_messages

TIMEOUT_SECONDS = 5
# A gateway that hangs must not hold every thread that takes answers.
AT_ONCE = 4
WAIT_SECONDS = 1.0
NOT_SENT = say("短信没有发出去，请过一会儿再试；有字条的，用字条上的码也能进来。")
_turns = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where messages go; `url` '' = into the file. `aloud`: they are also said on the console (the demonstration)."""

    url: str
    secret: str
    instance: Path
    aloud: bool = False


def send(gateway: Gateway, phone: str, text: str, now: datetime) -> None:
    """Send one message. Raises Busy where the gateway does not take it."""
    body = json.dumps({"phone": phone, "text": text}, ensure_ascii=False)
    if gateway.url:
        _post(gateway, body.encode(), str(int(now.timestamp())))
        return
    kept_messages.keep(gateway.instance, body)
    if gateway.aloud:
        print(f"SMS {phone}: {text}", file=sys.stderr, flush=True)  # noqa: T201 - the console is the phone here


def signature(secret: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, "sha256").hexdigest()
    return f"sha256={digest}"


def _post(gateway: Gateway, body: bytes, timestamp: str) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-Quizapp-Timestamp": timestamp,
        "X-Quizapp-Signature": signature(gateway.secret, timestamp, body),
    }
    call = urllib.request.Request(gateway.url, body, headers, method="POST")  # noqa: S310 - http(s), as the settings say
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy(NOT_SENT)
    try:
        with urllib.request.urlopen(call, timeout=TIMEOUT_SECONDS):  # noqa: S310
            return
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise Busy(NOT_SENT) from error
    finally:
        _turns.release()
