"""A wrong or missing setting stops the start with its name, what is expected and an example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.config import (
    BadSettings,
    Settings,
    SocketSettings,
    StoreSettings,
    WebSettings,
    WorkerSettings,
    data_folder,
    read,
)
from bot.vault import BadKeys, KeyRing

SECRET = "s3cr3t-of-the-school"
GOOD = {
    "SLACK_BOT_TOKEN": f"xoxb-{SECRET}",
    "SLACK_APP_TOKEN": f"xapp-{SECRET}",
    "SLACK_SIGNING_SECRET": SECRET,
    "DATABASE_URL": f"postgresql://user:{SECRET}@db.example:5432/codebuddies",
    "KEYS": f"k1:{SECRET}",
}
NAMES = [name.upper() for name in Settings.model_fields]


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the person who runs the tests, and no `.env` of hers."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, read_as: type[Settings] = Settings, **settings: str) -> Settings:
    for name, value in {**GOOD, **settings}.items():
        monkeypatch.setenv(name, value)
    return read(read_as)


def refusal(monkeypatch: pytest.MonkeyPatch, read_as: type[Settings] = Settings, **settings: str) -> str:
    with pytest.raises(BadSettings) as stopped:
        given(monkeypatch, read_as, **settings)
    return str(stopped.value)


INSTALLED = {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "12.34", "SLACK_CLIENT_SECRET": SECRET}


@pytest.mark.parametrize("kind", [WebSettings, WorkerSettings])
def test_where_workspaces_install_it_no_token_is_needed(
    kind: type[Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = given(monkeypatch, kind, **INSTALLED, PUBLIC_URL="https://buddies.example/")
    assert told.is_installed_by_workspaces
    assert told.redirect_uri == "https://buddies.example/slack/oauth_redirect"


@pytest.mark.parametrize(
    ("kind", "wrong", "names"),
    [
        (WebSettings, {"SLACK_CLIENT_SECRET": ""}, "SLACK_CLIENT_SECRET is missing"),
        (WebSettings, {"SLACK_CLIENT_ID": ""}, "SLACK_BOT_TOKEN is missing"),
        (WebSettings, {"SLACK_CLIENT_ID": "no id"}, "SLACK_CLIENT_ID is not usable"),
        (WebSettings, {"SLACK_BOT_TOKEN": "xoxb-both"}, "SLACK_BOT_TOKEN is not usable"),
        (WebSettings, {"PUBLIC_URL": "http://buddies.example"}, "PUBLIC_URL is not usable"),
        (WebSettings, {"PUBLIC_URL": "https://buddies.example/?a=b"}, "PUBLIC_URL is not usable"),
        (SocketSettings, {}, "SLACK_BOT_TOKEN is missing"),
    ],
)
def test_what_is_wrong_with_it_is_said(
    kind: type[Settings], wrong: dict[str, str], names: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refusal(monkeypatch, kind, **{**INSTALLED, **wrong})
    assert names in said
    assert SECRET not in said


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xapp-the-other-token"),
        ("SLACK_BOT_TOKEN", "xoxb-cut in two"),
        ("SLACK_APP_TOKEN", "xoxb-the-other-token"),
        ("SLACK_SIGNING_SECRET", "not\tone word"),
        ("SLACK_BOT_TOKEN", "'xoxb-in-quotes'"),
        ("SLACK_API_URL", "slack"),
        ("SLACK_API_URL", "https://slack.com"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "http://127.0.0.1:port/api/"),
        ("DATABASE_URL", "mysql://host/codebuddies"),
        ("DATABASE_URL", "codebuddies.sqlite3"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://user:password@host:port/codebuddies"),
        ("DATABASE_URL", "postgresql://user:pass@word@host/codebuddies"),
        ("DATABASE_URL", "postgresql://user:pass/word@host/codebuddies"),
        ("DATABASE_URL", "postgresql://user:1/p@x:s@host/codebuddies"),
        ("DATABASE_URL", "postgresql://user:pass word@host/codebuddies"),
        ("SETUP_BY", "petra"),
        ("SETUP_BY", "U12'; --"),
        ("TIMEZONE", "Barcelona"),
        ("TIMEZONE", "../etc/passwd"),
        ("SANDBOX_CLOCK", "here"),
    ],
)
def test_a_wrong_setting_is_refused_by_name_with_an_example(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = refusal(monkeypatch, **{name: value})
    assert said.startswith(f"{name} is not usable: expected ")
    assert f"Example: {name}=" in said
    assert value not in said.partition("Example:")[0]


def test_what_is_missing_is_said_by_name_and_an_empty_value_is_a_missing_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said = refusal(monkeypatch, SLACK_BOT_TOKEN="")
    assert said.startswith("SLACK_BOT_TOKEN is missing: expected the bot token, starting with xoxb-")


def test_each_problem_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    said = refusal(monkeypatch, SLACK_BOT_TOKEN="", TIMEZONE="Barcelona", SETUP_BY="petra")
    assert {line.partition(" ")[0] for line in said.splitlines()[:-1]} == {
        "SLACK_BOT_TOKEN",
        "TIMEZONE",
        "SETUP_BY",
    }


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (StoreSettings, []),
        (Settings, ["SLACK_BOT_TOKEN"]),
        (WorkerSettings, ["KEYS", "SLACK_BOT_TOKEN"]),
        (SocketSettings, ["KEYS", "SLACK_APP_TOKEN", "SLACK_BOT_TOKEN"]),
        (WebSettings, ["KEYS", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
    ],
)
def test_all_that_one_way_of_running_misses_is_named_at_once_and_where_to_write_it(
    kind: type[StoreSettings], wanted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", GOOD["DATABASE_URL"])
    if not wanted:
        assert read(kind)
        return
    with pytest.raises(BadSettings) as stopped:
        read(kind)
    *lines, last = str(stopped.value).splitlines()
    assert sorted(line.partition(" is missing: expected ")[0] for line in lines) == wanted
    assert last == "Write what is missing into .env (cp .env.example .env)."
    for name in wanted:
        monkeypatch.setenv(name, GOOD[name])
    assert read(kind)


def test_keys_are_not_wanted_beside_the_default_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", GOOD["SLACK_BOT_TOKEN"])
    assert read(WorkerSettings).keys is None


def test_a_password_may_hold_any_sign_that_is_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql+psycopg://us.er:p%40:s%2Fs!$&'(=)*,;~%3F@[::1]:5432/code_buddies?sslmode=require"
    assert given(monkeypatch, DATABASE_URL=url).store_url == url
    for short in ("postgresql+psycopg:///codebuddies", "postgresql+psycopg://host"):
        assert given(monkeypatch, DATABASE_URL=short).store_url == short


@pytest.mark.parametrize("name", NAMES)
def test_every_setting_has_an_example_that_is_taken(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = Settings.model_fields[name.lower()].examples or []
    assert examples, f"{name} has no example"
    for example in examples:
        here = {"SLACK_API_URL": "http://127.0.0.1:1/api/"}
        if name.startswith("SLACK_CLIENT"):
            here |= {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "abc"}
        if name.startswith("METRICS_"):
            here |= {"METRICS_TOKEN": "made-up-token-of-a-scrape"}
        given(monkeypatch, read_as=WebSettings, **{**here, name: str(example).replace("…", "abc")})


def test_an_example_of_keys_is_a_ring() -> None:
    examples = Settings.model_fields["keys"].examples or []
    assert KeyRing.parse(str(examples[0])).keys


def test_a_key_that_was_given_without_its_name_is_not_repeated() -> None:
    key = KeyRing.new().text().partition(":")[2].strip()
    with pytest.raises(BadKeys, match="with a name before it") as stopped:
        KeyRing.parse(key)
    assert key not in str(stopped.value)


def test_secrets_never_show(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch)
    for shown in (repr(settings), str(settings), repr(settings.model_dump())):
        assert SECRET not in shown
    assert SECRET not in refusal(monkeypatch, TIMEZONE="Barcelona")
    for name in GOOD.keys() - {"KEYS"}:
        assert SECRET not in refusal(monkeypatch, **{name: f"{SECRET} {SECRET}"})


def test_a_ring_is_not_read_before_it_is_needed_and_then_does_not_show(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    keys = given(monkeypatch, KEYS=f"k1:{SECRET} {SECRET}").keys
    assert keys is not None
    assert SECRET not in repr(keys)


def test_the_sandbox_may_move_the_clock_on_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = "127.0.0.1:4001"
    here = given(monkeypatch, SANDBOX_CLOCK=clock, SLACK_API_URL="http://localhost:8765/api")
    assert here.sandbox_clock == clock
    for elsewhere in ("", "https://slack.com/api/", "https://localhost.example/api/"):
        said = refusal(monkeypatch, SANDBOX_CLOCK=clock, SLACK_API_URL=elsewhere)
        assert said.startswith("SANDBOX_CLOCK is refused: expected host:port")
        assert "SLACK_API_URL on this machine only" in said


def test_settings_are_read_from_a_file_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN= xoxb-file \nTIMEZONE='America/Bogota'\nSETUP_BY=\n")
    monkeypatch.setenv("TIMEZONE", "Europe/Zagreb")
    settings = read(Settings)
    assert settings.slack_bot_token.get_secret_value() == "xoxb-file"
    assert settings.timezone == "Europe/Zagreb"
    assert settings.setup_by is None


def test_addresses_are_brought_into_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    for given_url in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        settings = given(monkeypatch, DATABASE_URL=given_url)
        assert settings.store_url == "postgresql+psycopg://u:p@h/d"
        assert settings.sqlite_file is None
    assert given(monkeypatch, SLACK_API_URL="http://127.0.0.1:1/api").slack_api_url.endswith("/api/")


def test_without_a_database_the_store_is_a_file_in_the_users_data_folder(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = StoreSettings()
    assert store.is_default_store
    assert store.sqlite_file == data_folder() / "codebuddies.sqlite3"
    assert given(monkeypatch, DATABASE_URL="sqlite:////srv/store.sqlite3").sqlite_file == Path(
        "/srv/store.sqlite3"
    )


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> None:
        raise KeyError("uid not found")

    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.delenv("HOME")
    monkeypatch.setattr("pwd.getpwuid", unknown)
    with pytest.raises(BadSettings, match=r"no home folder.*Set HOME.*or DATABASE_URL and KEYS"):
        StoreSettings().store_url  # noqa: B018 - reading it is the act


def test_an_empty_data_home_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", "")
    assert data_folder() == tmp_path / ".local" / "share" / "codebuddies"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("SLACK_BOT_TOKEN=xoxb-ñ".encode("latin-1"), "is not written in UTF-8.*cp .env.example .env"),
        ("SLACK_BOT_TOKEN=xoxb-a".encode("utf-16"), "is not written in UTF-8"),
        (
            b"SETUP_BY=\nSLACK_BOT_TOKEN = 'xoxb-never-closed\n",
            "cannot be read in line 2: expected NAME=value",
        ),
    ],
)
def test_a_file_that_would_be_misread_is_refused(content: bytes, told: str, tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(content)
    with pytest.raises(BadSettings, match=told) as stopped:
        read(StoreSettings)
    assert "xoxb" not in str(stopped.value)


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    with pytest.raises(BadSettings, match=r"\.env cannot be read: Is a directory"):
        read(StoreSettings)


def test_a_file_that_this_user_may_not_read_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / ".env").write_text("SETUP_BY=\n")
    monkeypatch.setattr(Path, "read_text", forbidden)  # root, who may run the tests, may read everything
    with pytest.raises(BadSettings, match=r"\.env cannot be read: Permission denied"):
        read(StoreSettings)


def test_a_mark_that_some_editors_put_before_the_first_line_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-file\n", encoding="utf-8-sig")
    assert read(Settings).slack_bot_token.get_secret_value() == "xoxb-file"


def test_the_example_file_names_only_settings_that_exist_and_every_one_a_host_needs() -> None:
    lines = (Path(__file__).parent.parent / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {
        line.lstrip("#").partition("=")[0] for line in lines if "=" in line and not line.startswith("# ")
    }
    of_compose = re.findall(r"\$\{(\w+)", (Path(__file__).parent.parent / "compose.yaml").read_text("utf-8"))
    assert named == set(NAMES) - {"SLACK_API_URL", "SANDBOX_CLOCK"} | set(of_compose)
