"""The settings: the environment, read once into a frozen object. A wrong one stops the start with a sentence."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LOCALES = ("zh_Hans", "en")
DEFAULT_HOST, DEFAULT_PORT = "127.0.0.1", 8000
SOCKET_PATH_LIMIT = 100
RETENTION_DAYS, LEAST_RETENTION_DAYS, MOST_RETENTION_DAYS = 730, 30, 3650
SHORTEST_SECRET = 16
WECHAT_AUTHORIZE_URL = "https://open.weixin.qq.com/connect/oauth2/authorize"
WECHAT_TOKEN_URL = "https://api.weixin.qq.com/sns/oauth2/access_token"  # noqa: S105 - an address
NO_DATA_KEY = "QUIZAPP_DATA_KEY must be 32 random bytes in base64, or several such keys separated by commas."


class WrongSetting(Exception):
    """A setting that cannot be used; the message names it and says what would do."""


@dataclass(frozen=True, slots=True)
class WeChat:
    """An official account of WeChat, and where WeChat signs people in."""

    app_id: str
    secret: str
    authorize_url: str
    token_url: str


@dataclass(frozen=True, slots=True)
class Config:
    instance: Path
    database_url: str
    redis_url: str
    secret_key: str
    data_keys: tuple[bytes, ...]
    public_url: str
    timezone: ZoneInfo
    locale: str
    trusted_proxies: int
    metrics_token: str
    retention_days: int
    sms_url: str = ""
    sms_secret: str = ""
    sms_aloud: bool = False
    wechat: WeChat | None = None

    @property
    def embedded_database(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether the public address is https: then cookies are `Secure` and HSTS is sent."""
        return self.public_url.startswith("https://")


def redis_socket(instance: Path) -> Path:
    """Where the embedded server of an instance folder listens.

    The system allows about 100 bytes for such a path. A deeper folder gets a short one in /tmp, derived from its name
    alone, so that web, worker and command line find the same one whatever their TMPDIR is.
    """
    usual = instance / "redis.sock"
    if len(os.fsencode(usual)) <= SOCKET_PATH_LIMIT:
        return usual
    short = hashlib.sha256(os.fsencode(instance)).hexdigest()[:16]
    return Path(f"/tmp/quizapp-{short}/redis.sock")  # noqa: S108 - the launcher refuses a folder that is not its own


def read(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings. Makes the instance folder and its keys where they are not. Raises WrongSetting."""
    env = os.environ if environ is None else environ
    instance = Path(env.get("QUIZAPP_INSTANCE") or "instance").absolute()
    _make_folder(instance)
    database_url = env.get("DATABASE_URL", "")
    if database_url and not database_url.startswith(("postgresql+psycopg://", "sqlite:///")):
        raise WrongSetting("DATABASE_URL must begin with postgresql+psycopg:// (or sqlite:/// for one machine).")
    redis_url = env.get("REDIS_URL", "")
    if redis_url and not redis_url.startswith(("redis://", "rediss://", "unix://")):
        raise WrongSetting("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return Config(
        instance=instance,
        database_url=database_url or f"sqlite:///{instance / 'quizapp.db'}",
        redis_url=redis_url or f"unix://{redis_socket(instance)}",
        secret_key=_key(env, "SECRET_KEY", instance, demanded=bool(database_url)),
        data_keys=_data_keys(env, instance, demanded=bool(database_url)),
        public_url=_public_url(env),
        timezone=_timezone(env),
        locale=_one_of(env, "QUIZAPP_LOCALE", LOCALES),
        trusted_proxies=_count(env, "QUIZAPP_TRUSTED_PROXIES"),
        metrics_token=_metrics_token(env),
        retention_days=_retention_days(env),
        sms_url=_gateway(env),
        sms_secret=env.get("QUIZAPP_SMS_SECRET", ""),
        sms_aloud=env.get("QUIZAPP_SMS_ALOUD") == "1",
        wechat=_wechat(env),
    )


def _make_folder(instance: Path) -> None:
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"QUIZAPP_INSTANCE: the folder {instance} cannot be made: {error.strerror}.") from error
    if not os.access(instance, os.W_OK | os.X_OK):
        raise WrongSetting(f"QUIZAPP_INSTANCE: the folder {instance} cannot be written to.")


def _key(env: Mapping[str, str], name: str, instance: Path, *, demanded: bool) -> str:
    value = env.get(name, "")
    if value:
        if len(value) < 32:
            raise WrongSetting(f"{name} must have at least 32 characters.")
        return value
    if demanded:
        raise WrongSetting(f"{name} must be set when DATABASE_URL is set.")
    return _kept(instance / f"{name.lower()}.txt")


def _data_keys(env: Mapping[str, str], instance: Path, *, demanded: bool) -> tuple[bytes, ...]:
    """The ring of data keys, separated by commas: the first seals, all open."""
    text = _key(env, "QUIZAPP_DATA_KEY", instance, demanded=demanded)
    try:
        keys = [base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)) for key in text.replace(" ", "").split(",")]
    except ValueError as error:
        raise WrongSetting(NO_DATA_KEY) from error
    if any(len(key) != 32 for key in keys):
        raise WrongSetting(NO_DATA_KEY)
    return tuple(keys)


def _kept(path: Path) -> str:
    """The key in the file, made once; two processes starting together end up with the same one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        if not path.exists():
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
            try:
                os.link(draft, path)
            except FileExistsError:
                pass  # the other process was first, and its key counts
            finally:
                draft.unlink()
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise WrongSetting(f"QUIZAPP_INSTANCE: {path} cannot be used: {error.strerror}.") from error


def _public_url(env: Mapping[str, str]) -> str:
    value = env.get("QUIZAPP_PUBLIC_URL", "").rstrip("/")
    if not value:
        return f"http://{DEFAULT_HOST}:{DEFAULT_PORT}"
    if not _is_origin(value):
        raise WrongSetting("QUIZAPP_PUBLIC_URL must be like https://quiz.example.org, with no path.")
    return value


def _is_origin(address: str) -> bool:
    """Scheme, host and perhaps a port, nothing else."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    bare = f"{parts.scheme}://{parts.netloc}" == address and "@" not in parts.netloc
    return bare and parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0


def _timezone(env: Mapping[str, str]) -> ZoneInfo:
    name = env.get("QUIZAPP_TIMEZONE") or "Asia/Shanghai"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise WrongSetting(f"QUIZAPP_TIMEZONE: there is no time zone {name!r}.") from error


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str:
    value = env.get(name) or allowed[0]
    if value not in allowed:
        raise WrongSetting(f"{name} must be one of: {', '.join(allowed)}.")
    return value


def _count(env: Mapping[str, str], name: str) -> int:
    value = env.get(name) or "0"
    if not value.isdecimal() or int(value) > 10:
        raise WrongSetting(f"{name} must be the number of proxies in front, from 0 to 10.")
    return int(value)


def _retention_days(env: Mapping[str, str]) -> int:
    """How long after their last contest people are kept."""
    value = env.get("QUIZAPP_RETENTION_DAYS") or str(RETENTION_DAYS)
    if not value.isdecimal() or not LEAST_RETENTION_DAYS <= int(value) <= MOST_RETENTION_DAYS:
        span = f"from {LEAST_RETENTION_DAYS} to {MOST_RETENTION_DAYS}"
        raise WrongSetting(f"QUIZAPP_RETENTION_DAYS must be a number of days {span}.")
    return int(value)


def _gateway(env: Mapping[str, str]) -> str:
    """Where codes by SMS are sent to; '' = they are written to a file of the instance."""
    url = env.get("QUIZAPP_SMS_URL", "")
    if url and not url.startswith(("https://", "http://")):
        raise WrongSetting("QUIZAPP_SMS_URL must begin with https:// (or http:// inside a network that you trust).")
    if url and len(env.get("QUIZAPP_SMS_SECRET", "")) < SHORTEST_SECRET:
        raise WrongSetting(f"QUIZAPP_SMS_SECRET must have at least {SHORTEST_SECRET} characters with QUIZAPP_SMS_URL.")
    return url


def _wechat(env: Mapping[str, str]) -> WeChat | None:
    app_id, secret = env.get("QUIZAPP_WECHAT_APP_ID", ""), env.get("QUIZAPP_WECHAT_SECRET", "")
    if not app_id and not secret:
        return None
    if not (app_id and secret):
        raise WrongSetting("QUIZAPP_WECHAT_APP_ID and QUIZAPP_WECHAT_SECRET must be set together.")
    if importlib.util.find_spec("authlib") is None:
        raise WrongSetting("QUIZAPP_WECHAT_APP_ID needs a further package: pip install 'quizapp[wechat]'.")
    return WeChat(
        app_id,
        secret,
        env.get("QUIZAPP_WECHAT_AUTHORIZE_URL") or WECHAT_AUTHORIZE_URL,
        env.get("QUIZAPP_WECHAT_TOKEN_URL") or WECHAT_TOKEN_URL,
    )


def _metrics_token(env: Mapping[str, str]) -> str:
    token = env.get("QUIZAPP_METRICS_TOKEN", "")
    if _count(env, "QUIZAPP_TRUSTED_PROXIES") and not token:
        raise WrongSetting("QUIZAPP_METRICS_TOKEN must be set when QUIZAPP_TRUSTED_PROXIES is set.")
    return token
