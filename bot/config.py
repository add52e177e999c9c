"""Settings from the environment and `.env`. A wrong one stops the start with its name and an example."""

import os
import re
import sys
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

SLACK = "https://slack.com/api/"


class BadSettings(Exception):
    """One line a problem: the setting's name, what is expected, an example."""


def data_folder() -> Path:
    """Where the default store and key ring live: the user's own data folder, by the platform's custom."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return base / "codebuddies"


class StoreSettings(BaseSettings):
    """Where the store is: all that `python app.py migrate` needs to be told. An empty value is a missing one."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    database_url: SecretStr = Field(
        SecretStr(""),
        examples=["postgresql://user:password@host:5432/codebuddies"],
        description="an sqlite:/// or postgresql:// address",
    )

    @field_validator("database_url")
    @classmethod
    def _database_url(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value().strip()
        for prefix in ("postgres://", "postgresql://"):  # the first as some hosts write it
            if url.startswith(prefix):
                url = "postgresql+psycopg://" + url.removeprefix(prefix)
        if url and not re.match(r"sqlite:///[^?:]|postgresql\+psycopg://.", url):
            raise ValueError("neither an SQLite file nor PostgreSQL")
        urlsplit(url).port  # noqa: B018 - raises ValueError where it is no number
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


class Settings(StoreSettings):
    """Everything the program is told from outside. Secrets never show in `repr`."""

    slack_bot_token: SecretStr = Field(examples=["xoxb-…"], description="a bot token, starting with xoxb-")
    slack_app_token: SecretStr | None = Field(
        None, examples=["xapp-…"], description="an app-level token for Socket Mode, starting with xapp-"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, examples=["8f742231b10e…"], description="the app's signing secret, for HTTP"
    )
    slack_api_url: str = Field(
        SLACK, examples=[SLACK], description="the address of Slack's Web API or of a stand-in"
    )
    keys: SecretStr | None = Field(
        None,
        examples=["k1:3q2+7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "file:/etc/codebuddies/keys"],
        description="the key ring: name:base64 of 32 bytes, several by commas, or file:PATH "
        "(make one with `python app.py keys init`)",
    )
    setup_by: str | None = Field(
        None, examples=["U024BE7LH"], description="the Slack user id of a person who may run the set-up"
    )
    timezone: str = Field(
        "Europe/Madrid", examples=["Europe/Madrid"], description="a zone of the tz database"
    )
    sandbox_clock: str | None = Field(
        None,
        examples=["127.0.0.1:4001"],
        description="host:port of a sandbox that moves the clock, with a SLACK_API_URL on this machine only",
    )

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr) -> SecretStr:
        return _token(value, "xoxb-")

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        return None if value is None else _token(value, "xapp-")

    @field_validator("slack_signing_secret")
    @classmethod
    def _signing_secret(cls, value: SecretStr | None) -> SecretStr | None:
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
        return urlsplit(self.slack_api_url).hostname in ("127.0.0.1", "::1", "localhost")


def _token(value: SecretStr, prefix: str) -> SecretStr:
    text = value.get_secret_value().strip()
    if not text.startswith(prefix) or not re.fullmatch(r"[!-~]+", text):
        raise ValueError(f"not {prefix}… in one piece")
    return SecretStr(text)


def read_settings(**given: object) -> Settings:
    """Read the environment and `.env`.

    Raises:
        BadSettings: something is missing or wrong; its text is meant for the person who starts the program.
    """
    return _read(Settings, given)


def read_store_settings(**given: object) -> StoreSettings:
    """As `read_settings`, but asks for nothing of Slack. Raises `BadSettings`."""
    return _read(StoreSettings, given)


def demand(settings: Settings, *names: str) -> None:
    """For settings that only one way of running needs. Raises `BadSettings` where one is missing."""
    missing = [_line(name, "is missing", type(settings)) for name in names if getattr(settings, name) is None]
    if missing:
        raise BadSettings("\n".join(missing))


def unusable(name: str, why: str = "") -> BadSettings:
    """To be raised for a setting whose value turns out wrong only in use; `why` says more, never the value."""
    return BadSettings(_line(name, "is not usable", Settings) + (f" ({why}.)" if why else ""))


S = TypeVar("S", bound=StoreSettings)


def _read(kind: type[S], given: dict[str, object]) -> S:
    try:
        return kind(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise BadSettings("\n".join(_say(problem, kind) for problem in error.errors())) from None


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
