"""Settings: strict, each refusal in one line that names the setting and says what to write."""

import os
import stat
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from complaints import create_app
from complaints.config import ConfigError, key_file, make_key_file, settings
from complaints.sealing import KeyRing

KEYS = KeyRing.generate()
SECRET = "a long enough secret"
PRODUCTION = {"HUIYIN_ENV": "production", "HUIYIN_KEYS": KEYS, "SECRET_KEY": SECRET}

REFUSED = [
    ({"HUIYIN_ENVIRONMENT": "production"}, r"^Unknown setting HUIYIN_ENVIRONMENT\. Known: HUIYIN_API_RATE, .*"),
    ({"HUIYIN_ENV": "prod"}, r"^HUIYIN_ENV is 'prod'\. Write development or production\.$"),
    ({"HUIYIN_ENV": ""}, r"^HUIYIN_ENV is ''\. Write development or production\.$"),
    ({"HUIYIN_ZONE": "Peking"}, r"^HUIYIN_ZONE 'Peking' is no IANA zone\. Example: Asia/Shanghai\.$"),
    ({"HUIYIN_ZONE": "../../etc/passwd"}, r"^HUIYIN_ZONE .* is no IANA zone\."),
    ({"HUIYIN_ZONE": ""}, r"^HUIYIN_ZONE '' is no IANA zone\."),
    ({"HUIYIN_KEYS": "nonsense"}, r"^HUIYIN_KEYS cannot be read: entry 'nonsense' must be"),
    ({"HUIYIN_KEYS": "ab12:AAAA"}, r"^HUIYIN_KEYS cannot be read: entry 'ab12' must hold 32 bytes$"),
    ({"HUIYIN_KEYS": " , "}, r"^HUIYIN_KEYS cannot be read: it is empty$"),
    ({"DATABASE_URL": "huiyin.sqlite"}, r"^DATABASE_URL cannot be read\. Write sqlite:///<file> or "),
    ({"DATABASE_URL": "mysql://desk"}, r"^DATABASE_URL names mysql\. Write sqlite:///<file> or "),
    ({"DATABASE_URL": "postgresql://desk"}, r"^DATABASE_URL names postgresql\. Write "),
    ({"HUIYIN_API_RATE": "fast"}, r"^HUIYIN_API_RATE is 'fast'\. Write such as 6000 per minute\.$"),
    ({"HUIYIN_API_RATE": ""}, r"^HUIYIN_API_RATE is ''\. Write such as 6000 per minute\.$"),
    ({"REDIS_URL": "localhost:6379"}, r"^REDIS_URL cannot be used\. Write redis://<host>:<port>/<number>\.$"),
    (PRODUCTION | {"HUIYIN_KEYS": ""}, r"^Production needs HUIYIN_KEYS, the key ring\. Make one with: flask keys "),
    (PRODUCTION | {"SECRET_KEY": ""}, r"^Production needs SECRET_KEY, a long random text\.$"),
    (PRODUCTION | {"SECRET_KEY": "short"}, r"^SECRET_KEY is too short for production\. Use at least 16 characters\.$"),
]


@pytest.mark.parametrize(("environment", "line"), REFUSED, ids=lambda value: value if isinstance(value, str) else "")
def test_a_setting_it_cannot_start_with_is_refused_in_one_line(
    tmp_path: Path, environment: dict[str, str], line: str
) -> None:
    with pytest.raises(ConfigError, match=line) as refused:
        create_app({"HUIYIN_INSTANCE": str(tmp_path), **environment})
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("missing", ["HUIYIN_KEYS", "SECRET_KEY"])
def test_production_makes_no_keys_of_its_own(tmp_path: Path, missing: str) -> None:
    with pytest.raises(ConfigError):
        settings(tmp_path, {name: value for name, value in PRODUCTION.items() if name != missing})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("environment", "secure"), [({}, False), (PRODUCTION, True)])
def test_cookies_are_secure_in_production(tmp_path: Path, environment: dict[str, str], secure: bool) -> None:
    found = settings(tmp_path, environment)
    assert (found["SESSION_COOKIE_SECURE"], found["REMEMBER_COOKIE_SECURE"]) == (secure, secure)
    assert found["SESSION_COOKIE_HTTPONLY"]
    assert found["REMEMBER_COOKIE_HTTPONLY"]
    assert found["SESSION_COOKIE_SAMESITE"] == "Lax"


def test_what_is_left_out_has_a_default(tmp_path: Path) -> None:
    found = settings(tmp_path, {})
    assert found["ZONE"] == ZoneInfo("Asia/Shanghai")
    assert found["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{tmp_path / 'huiyin.sqlite'}"
    assert (found["API_RATE"], found["REDIS_URL"]) == ("6000 per minute", None)


class TestTheKeyFile:
    """In development the keys are made once and are the owner's alone."""

    def test_is_for_its_owner_only(self, tmp_path: Path) -> None:
        make_key_file(tmp_path / "instance")
        assert stat.S_IMODE(key_file(tmp_path / "instance").stat().st_mode) == 0o600

    def test_is_made_once(self, tmp_path: Path) -> None:
        first = settings(tmp_path, {})
        second = settings(tmp_path, {})
        assert first["KEY_RING"] == second["KEY_RING"]
        assert first["SECRET_KEY"] == second["SECRET_KEY"]
        assert len(first["SECRET_KEY"]) >= 32

    def test_gives_way_to_the_environment(self, tmp_path: Path) -> None:
        found = settings(tmp_path, {"HUIYIN_KEYS": KEYS, "SECRET_KEY": SECRET})
        assert (found["KEY_RING"], found["SECRET_KEY"]) == (KeyRing.parse(KEYS), SECRET)
        assert not key_file(tmp_path).exists()

    @pytest.mark.parametrize("content", [b"", b"\n", b"one line only", b"\xff\xfe\x00"])
    def test_that_is_damaged_is_named(self, tmp_path: Path, content: bytes) -> None:
        key_file(tmp_path).write_bytes(content)
        with pytest.raises(ConfigError, match="keys"):
            settings(tmp_path, {})
        assert key_file(tmp_path).read_bytes() == content


def test_the_start_ends_with_the_message_alone() -> None:
    """What a person sees who wrote a setting wrong: one line, no traceback."""
    environment = {**os.environ, "HUIYIN_ENV": "prod"}
    started = subprocess.run([sys.executable, "-c", "import wsgi"], env=environment, capture_output=True, check=False)
    assert (started.returncode, started.stdout) == (1, b"")
    assert started.stderr == b"HUIYIN_ENV is 'prod'. Write development or production.\n"
