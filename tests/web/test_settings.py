"""The settings: a wrong one stops the start with a sentence that names it; keys are made once and kept to oneself."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from quizapp import config
from quizapp.config import Config, WrongSetting

LONG_ENOUGH = "a secret key that has some thirty-two characters"
DATA_KEY = "A" * 43


def read(folder: Path, **env: str) -> Config:
    return config.read({"QUIZAPP_INSTANCE": str(folder), **env})


def test_with_nothing_set_everything_lies_in_the_instance_folder(tmp_path: Path) -> None:
    found = read(tmp_path / "instance")
    assert found.database_url == f"sqlite:///{tmp_path}/instance/quizapp.db"
    assert found.redis_url == f"unix://{tmp_path}/instance/redis.sock"
    assert found.public_url == "http://127.0.0.1:8000"
    assert (str(found.timezone), found.locale, found.trusted_proxies) == ("Asia/Shanghai", "zh_Hans", 0)
    assert (found.embedded_database, found.secure) == (True, False)


def test_keys_are_made_once_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    first, second = read(folder), read(folder)
    assert (first.secret_key, first.data_keys) == (second.secret_key, second.data_keys)
    assert len(first.secret_key) == 43
    assert [len(key) for key in first.data_keys] == [32]
    kept = sorted(path.name for path in folder.iterdir())
    assert kept == ["quizapp_data_key.txt", "secret_key.txt"]
    assert [stat.S_IMODE((folder / name).stat().st_mode) for name in kept] == [0o600, 0o600]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_another_instance_has_other_keys(tmp_path: Path) -> None:
    one, other = read(tmp_path / "one"), read(tmp_path / "other")
    assert one.secret_key != other.secret_key
    assert one.data_keys != other.data_keys


def test_a_key_that_is_given_is_used_and_not_written_down(tmp_path: Path) -> None:
    found = read(tmp_path, SECRET_KEY=LONG_ENOUGH, QUIZAPP_DATA_KEY=DATA_KEY)
    assert (found.secret_key, found.data_keys) == (LONG_ENOUGH, (bytes(32),))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://localhost/quizapp"),
        ("DATABASE_URL", "postgresql://localhost/quizapp"),
        ("REDIS_URL", "localhost:6379"),
        ("SECRET_KEY", "short"),
        ("QUIZAPP_DATA_KEY", "short"),
        ("QUIZAPP_DATA_KEY", "A" * 50),
        ("QUIZAPP_DATA_KEY", "键" * 43),
        ("QUIZAPP_DATA_KEY", f"{DATA_KEY},short"),
        ("QUIZAPP_DATA_KEY", f"{DATA_KEY},"),
        ("QUIZAPP_RETENTION_DAYS", "29"),
        ("QUIZAPP_RETENTION_DAYS", "3651"),
        ("QUIZAPP_RETENTION_DAYS", "two years"),
        ("QUIZAPP_RETENTION_DAYS", "²"),
        ("QUIZAPP_PUBLIC_URL", "quiz.example.org"),
        ("QUIZAPP_PUBLIC_URL", "ftp://quiz.example.org"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example.org/contests"),
        ("QUIZAPP_PUBLIC_URL", "https://"),
        ("QUIZAPP_PUBLIC_URL", "https://[quiz"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example.org:port"),
        ("QUIZAPP_PUBLIC_URL", "https://quiz.example.org?x=1"),
        ("QUIZAPP_PUBLIC_URL", "https://user@quiz.example.org"),
        ("QUIZAPP_TRUSTED_PROXIES", "yes"),
        ("QUIZAPP_TRUSTED_PROXIES", "-1"),
        ("QUIZAPP_TRUSTED_PROXIES", "11"),
        ("QUIZAPP_TRUSTED_PROXIES", "²"),
        ("QUIZAPP_TIMEZONE", "Asia/Yanzhou"),
        ("QUIZAPP_TIMEZONE", "../etc/passwd"),
        ("QUIZAPP_TIMEZONE", "\0"),
        ("QUIZAPP_LOCALE", "de"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(WrongSetting) as caught:
        read(tmp_path, **{name: value})
    sentence = str(caught.value)
    assert sentence.startswith(name)
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_several_data_keys_make_a_ring_the_first_of_which_seals(tmp_path: Path) -> None:
    found = read(tmp_path, QUIZAPP_DATA_KEY=f"{'B' * 43}, {DATA_KEY}")
    assert found.data_keys == (bytes.fromhex("041041" * 11)[:32], bytes(32))


def test_people_are_kept_for_two_years_unless_said_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path).retention_days == 730
    assert read(tmp_path, QUIZAPP_RETENTION_DAYS="90").retention_days == 90


@pytest.mark.parametrize("missing", ["SECRET_KEY", "QUIZAPP_DATA_KEY"])
def test_a_district_s_database_demands_keys_that_are_set(tmp_path: Path, missing: str) -> None:
    env = {
        "DATABASE_URL": "postgresql+psycopg://localhost/quizapp",
        "SECRET_KEY": LONG_ENOUGH,
        "QUIZAPP_DATA_KEY": DATA_KEY,
    }
    assert read(tmp_path, **env).embedded_database is False
    del env[missing]
    with pytest.raises(WrongSetting, match=f"^{missing} must be set when DATABASE_URL is set"):
        read(tmp_path, **env)


def test_proxies_demand_a_token_for_the_metrics(tmp_path: Path) -> None:
    with pytest.raises(WrongSetting, match=r"^QUIZAPP_METRICS_TOKEN must be set"):
        read(tmp_path, QUIZAPP_TRUSTED_PROXIES="1")
    assert read(tmp_path, QUIZAPP_TRUSTED_PROXIES="1", QUIZAPP_METRICS_TOKEN="t").trusted_proxies == 1


def test_an_instance_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WrongSetting, match=r"^QUIZAPP_INSTANCE: "):
        read(tmp_path / "file" / "instance")


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://quiz.example.org", True), ("http://192.168.1.5:8000", False)]
)
def test_the_public_address_decides_what_is_secure(tmp_path: Path, public_url: str, secure: bool) -> None:
    found = read(tmp_path, QUIZAPP_PUBLIC_URL=public_url + "/")
    assert (found.public_url, found.secure) == (public_url, secure)
