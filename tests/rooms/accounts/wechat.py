"""A small HTTP server that answers as WeChat's OAuth does: a page that sends people back, and an id for a code."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

APP_ID, SECRET = "wx0123456789abcdef", "a secret of the official account"


@dataclass
class WeChat:
    """`open_id`: who taps; `status`: what the token address answers. Each code is good once."""

    port: int = 0
    open_id: str = "o-zhangsan"
    status: int = 200
    codes: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        site = f"http://127.0.0.1:{self.port}"
        return {
            "QUIZAPP_WECHAT_APP_ID": APP_ID,
            "QUIZAPP_WECHAT_SECRET": SECRET,
            "QUIZAPP_WECHAT_AUTHORIZE_URL": f"{site}/connect/oauth2/authorize",
            "QUIZAPP_WECHAT_TOKEN_URL": f"{site}/sns/oauth2/access_token",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Where somebody who agreed is sent back to."""
        wanted = {"appid": APP_ID, "response_type": "code", "scope": "snsapi_base"}
        self.wrong += [name for name, value in wanted.items() if asked.get(name) != value]
        code = f"code{len(self.codes)}"
        self.codes[code] = self.open_id
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, asked: dict[str, str]) -> dict[str, object]:
        open_id = self.codes.pop(asked.get("code", ""), None)
        known = (asked.get("appid"), asked.get("secret"), asked.get("grant_type"))
        if open_id is None or known != (APP_ID, SECRET, "authorization_code"):
            return {"errcode": 40029, "errmsg": "invalid code"}
        return {"access_token": "t", "expires_in": 7200, "openid": open_id, "scope": "snsapi_base"}


@contextmanager
def running() -> Iterator[WeChat]:
    wechat = WeChat()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/connect/oauth2/authorize":
                self.send_response(302)
                self.send_header("Location", wechat.authorize(asked))
                self.end_headers()
                return
            body = json.dumps(wechat.token(asked)).encode()
            self.send_response(wechat.status)
            self.send_header("Content-Type", "text/plain")  # as WeChat has it
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    wechat.port = server.server_port
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield wechat
    server.shutdown()
    thread.join()
    server.server_close()
