"""Settings from the environment and `.env`. A wrong one stops the start with its name and an example."""

import io
import os
import re
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK = "https://slack.com/api/"
_HERE = ("127.0.0.1", "::1", "localhost")
FILE = ".env"
MAKE_FILE = "cp .env.example .env"
ONE_PIECE = "in one piece, without quotes or spaces"
_SIGN = r"[^:/?#@\[\]\s]"
_POSTGRESQL = re.compile(
    rf"postgresql\+psycopg://(?!$)({_SIGN}*(:(?:{_SIGN}|:)*)?@)?({_SIGN}*|\[[0-9A-Fa-f:.]+\])(:\d+)?(/[^/?#@\s]*)?(\?\S*)?"
)
"""An address that can be read in one way only: signs that divide it may stand in a name or password encoded alone."""


class BadSettings(Exception):
    """One line a problem: the setting's name, what is expected, an example."""


def data_folder() -> Path:
    """Where the default store and key ring live: the user's own data folder, by the platform's custom.

    Raises:
        BadSettings: this user has no folder at all.
    """
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = _home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share")
    return base / "codebuddies"


def _home() -> Path:
    try:
        return Path.home()
    except RuntimeError:
        raise BadSettings(
            "This user has no home folder, so there is no place for the store. "
            "Set HOME to a folder of its own, or DATABASE_URL and KEYS."
        ) from None


class StoreSettings(BaseSettings):
    """Where the store is: all that `python app.py migrate` needs to be told. An empty value is a missing one."""

    model_config = SettingsConfigDict(
        env_file=FILE,
        env_file_encoding="utf-8-sig",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: SecretStr = Field(
        SecretStr(""),
        examples=["postgresql://user:password@host:5432/codebuddies"],
        description="an sqlite:/// or postgresql:// address; "
        "a password with @ or / must be percent-encoded (@ is %40, / is %2F)",
    )

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value().strip()
        for prefix in ("postgres://", "postgresql://"):  # the first as some hosts write it
            if url.startswith(prefix):
                url = "postgresql+psycopg://" + url.removeprefix(prefix)
        if url and not (re.match(r"sqlite:///[^?:]", url) or _POSTGRESQL.fullmatch(url)):
            raise ValueError("neither an SQLite file nor PostgreSQL")
        urlsplit(url).port  # noqa: B018 - raises ValueError where it is out of range
        return SecretStr(url)

    @property
    def is_default_store(self) -> bool:
        return not self.database_url.get_secret_value()

    @property
    def store_url(self) -> str:
        """For SQLAlchemy; a secret, since it holds the password."""
        return self.database_url.get_secret_value() or f"sqlite:///{data_folder() / 'codebuddies.sqlite3'}"

    @property
    def is_sqlite(self) -> bool:
        return self.store_url.startswith("sqlite")

    @property
    def sqlite_file(self) -> Path | None:
        """The store's file; None on PostgreSQL."""
        return Path(self.store_url.removeprefix("sqlite:///").partition("?")[0]) if self.is_sqlite else None


class RingSettings(StoreSettings):
    """Besides, where the key ring is."""

    keys: SecretStr | None = Field(
        None,
        validate_default=True,
        examples=["k1:3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "file:/etc/codebuddies/keys"],
        description="the key ring: name:base64 of 32 bytes, several by commas, or file:PATH "
        "(make one with `python app.py keys init`)",
    )


def _keys_with_a_store(value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
    """Keys are made by themselves beside the default store alone."""
    address = others.data.get("database_url")
    if value is None and address is not None and address.get_secret_value():
        raise PydanticCustomError("missing", "wanted with DATABASE_URL")
    return value


class KeysSettings(RingSettings):
    """All that `python app.py keys` needs to be told."""

    _keys = field_validator("keys")(_keys_with_a_store)


_BOT_TOKEN = f"the bot token, starting with xoxb-, {ONE_PIECE}"
_APP_TOKEN = f"the app-level token for Socket Mode, starting with xapp-, {ONE_PIECE}"
_SIGNING_SECRET = f"the app's signing secret, for HTTP, {ONE_PIECE}"


class Settings(RingSettings):
    """Everything the program is told from outside. Secrets never show in `repr`."""

    may_be_installed: ClassVar[bool] = False
    """Whether this way of running needs no token, where workspaces install the program themselves."""

    slack_client_id: str | None = Field(
        None,
        examples=["123456789.987654321"],
        description="the app's client id, where workspaces install the program themselves",
    )
    slack_client_secret: SecretStr | None = Field(
        None,
        validate_default=True,
        examples=["e1b9e11dfcd1…"],
        description="the app's client secret, with SLACK_CLIENT_ID",
    )
    public_url: str | None = Field(
        None,
        examples=["https://codebuddies.example.org"],
        description="where the program is found from outside, for installing it: an https address",
    )
    slack_bot_token: SecretStr = Field(
        SecretStr(""), validate_default=True, examples=["xoxb-…"], description=_BOT_TOKEN
    )
    """Empty where workspaces install the program themselves."""
    slack_app_token: SecretStr | None = Field(None, examples=["xapp-…"], description=_APP_TOKEN)
    slack_signing_secret: SecretStr | None = Field(
        None, examples=["8f742231b10e…"], description=_SIGNING_SECRET
    )
    slack_api_url: str = Field(
        SLACK, examples=[SLACK], description="the address of Slack's Web API or of a stand-in"
    )
    setup_by: str | None = Field(
        None, examples=["U024BE7LH"], description="the Slack user id of a person who may run the set-up"
    )
    timezone: str = Field(
        "Europe/Madrid", examples=["Europe/Madrid"], description="a zone of the tz database"
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        examples=["3f0c9d2b7a41e85866d10c72"],
        description=f"what whoever reads /metrics must know, 16 signs or more, {ONE_PIECE}",
    )
    metrics_port: int | None = Field(
        None,
        ge=1,
        le=65535,
        examples=["9102"],
        description="a port for /metrics of a process that is not `web`",
    )
    metrics_address: str = Field(
        _HERE[0],
        examples=[_HERE[0]],
        description="where that port is: an address of this machine, in numbers",
    )
    sandbox_clock: str | None = Field(
        None,
        examples=["127.0.0.1:4001"],
        description="host:port of a sandbox that moves the clock, with a SLACK_API_URL on this machine only",
    )

    @field_validator("slack_client_id")
    @classmethod
    def _client_id(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"[0-9.]+", value.strip()):
            raise ValueError("not a client id")
        return (value or "").strip() or None

    @field_validator("slack_client_secret")
    @classmethod
    def _client_secret(cls, value: SecretStr | None, others: ValidationInfo) -> SecretStr | None:
        if value is None and others.data.get("slack_client_id"):
            raise PydanticCustomError("missing", "wanted with SLACK_CLIENT_ID")
        return None if value is None else _token(value, "")

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr, others: ValidationInfo) -> SecretStr:
        installed = cls.may_be_installed and others.data.get("slack_client_id")
        if not value.get_secret_value() and not installed:
            raise PydanticCustomError("missing", "wanted without SLACK_CLIENT_ID")
        if value.get_secret_value() and installed:
            raise ValueError("one of the two")
        return value if installed else _token(value, "xoxb-")

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str | None) -> str | None:
        parts = urlsplit((value or "").strip())
        is_here = parts.hostname in _HERE
        if value and (
            (parts.scheme != "https" and not is_here) or not parts.hostname or parts.query or parts.fragment
        ):
            raise ValueError("not an https address")
        return (value or "").strip().rstrip("/") or None

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else _token(value, "xapp-")

    @field_validator("slack_signing_secret", "metrics_token")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else _token(value, "")

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        parts = urlsplit(value.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("not an address")
        if parts.hostname.endswith("slack.com") and (parts.scheme, parts.path.strip("/")) != ("https", "api"):
            raise ValueError("not where Slack answers")
        parts.port  # noqa: B018 - raises ValueError where it is no number
        return value.strip().rstrip("/") + "/"

    @field_validator("setup_by")
    @classmethod
    def _setup_by(cls, value: str | None) -> str | None:
        if value and not re.fullmatch(r"[UW][A-Z0-9]{2,}", value):
            raise ValueError("not a Slack user id")
        return value or None

    @field_validator("timezone")
    @classmethod
    def _timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("not a zone of the tz database") from error
        return value

    @field_validator("metrics_address")
    @classmethod
    def _metrics_address(cls, value: str) -> str:
        return str(ip_address(value.strip()))

    @model_validator(mode="after")
    def _metrics_for_whoever_knows(self) -> "Settings":
        if self.metrics_port is not None and self.metrics_token is None:
            raise ValueError(_line("metrics_token", "is missing", type(self)))
        return self

    @field_validator("sandbox_clock")
    @classmethod
    def _clock_address(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"[^\s/]+:[0-9]{1,5}", value):
            raise ValueError("not host:port")
        return value

    @model_validator(mode="after")
    def _steered_only_on_this_machine(self) -> "Settings":
        if self.sandbox_clock and not self.slack_is_here:
            raise ValueError(_line("sandbox_clock", "is refused", type(self)))
        return self

    @property
    def slack_is_here(self) -> bool:
        """Whether what answers as Slack is a stand-in on this machine."""
        return urlsplit(self.slack_api_url).hostname in _HERE

    @property
    def is_installed_by_workspaces(self) -> bool:
        """Each workspace has its own token, which Slack gives when somebody installs the program there."""
        return not self.slack_bot_token.get_secret_value()

    @property
    def redirect_uri(self) -> str | None:
        """Where Slack sends whoever has installed the program; None: where the app's page at Slack says."""
        return None if self.public_url is None else f"{self.public_url}/slack/oauth_redirect"


class WorkerSettings(Settings):
    """Besides, whatever the program's work needs."""

    may_be_installed = True
    _keys = field_validator("keys")(_keys_with_a_store)


class SocketSettings(WorkerSettings):
    """For Socket Mode: one workspace, whose token it is given."""

    may_be_installed = False
    slack_app_token: SecretStr = Field(examples=["xapp-…"], description=_APP_TOKEN)


class WebSettings(WorkerSettings):
    """For signed HTTP."""

    slack_signing_secret: SecretStr = Field(examples=["8f742231b10e…"], description=_SIGNING_SECRET)


def _token(value: SecretStr, prefix: str) -> SecretStr:
    text = value.get_secret_value().strip()
    if not text.startswith(prefix) or not re.fullmatch(r"[!-~]+", text):
        raise ValueError(f"not {prefix}… in one piece")
    return SecretStr(text)


S = TypeVar("S", bound=StoreSettings)


def read(kind: type[S], **given: object) -> S:
    """Read what one way of running needs, from the environment and `.env`.

    Raises:
        BadSettings: something is missing or wrong; its text is meant for the person who starts the program.
    """
    _check_file(Path(FILE))
    try:
        return kind(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        problems = error.errors()
    lines = [_say(problem, kind) for problem in problems]
    if any(problem["type"] == "missing" for problem in problems):
        lines.append(f"Write what is missing into {FILE} ({MAKE_FILE}).")
    raise BadSettings("\n".join(lines))


def _check_file(path: Path) -> None:
    """Raises `BadSettings` for an `.env` of which a line or all would be passed over in silence."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError:
        raise BadSettings(
            f"{FILE} is not written in UTF-8. Save it anew as UTF-8, or begin again: {MAKE_FILE}"
        ) from None
    except OSError as error:
        raise BadSettings(
            f"{FILE} cannot be read: {error.strerror}. It must be a file that this user may read."
        ) from None
    strange = [str(line.original.line) for line in parse_stream(io.StringIO(text)) if line.error]
    if strange:
        raise BadSettings(f"{FILE} cannot be read in line {', '.join(strange)}: expected NAME=value.")


def unusable(name: str, why: str = "") -> BadSettings:
    """To be raised for a setting whose value turns out wrong only in use; `why` says more, never the value."""
    return BadSettings(_line(name, "is not usable", Settings) + (f" ({why}.)" if why else ""))


def _say(problem: ErrorDetails, kind: type[StoreSettings]) -> str:
    if not problem["loc"]:
        return problem["msg"].removeprefix("Value error, ")
    return _line(
        str(problem["loc"][0]), "is missing" if problem["type"] == "missing" else "is not usable", kind
    )


def _line(name: str, trouble: str, kind: type[StoreSettings]) -> str:
    info = kind.model_fields[name]
    examples = info.examples or ("",)
    return f"{name.upper()} {trouble}: expected {info.description}. Example: {name.upper()}={examples[0]}"
