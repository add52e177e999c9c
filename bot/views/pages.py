"""The few pages outside Slack: what this is, and installing it. Plain HTML that needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

from babel import Locale, UnknownLocaleError
from jinja2 import Environment

from bot.rules.retention import LEFT_DAYS
from bot.speech import LANGUAGES, Speech, speech
from bot.views import own_data

Page = str

_HERE = Path(__file__)
STYLE = _HERE.with_suffix(".css").read_text(encoding="utf-8")
"""Served by itself, so that a page may forbid every other style."""
_PAGE = Environment(autoescape=True).from_string(_HERE.with_suffix(".html").read_text(encoding="utf-8"))
PRIVACY: Final = "/privacy"
APP_IN_SLACK: Final = "https://slack.com/app_redirect"
MANAGED_IN_SLACK: Final = "https://app.slack.com/manage"


def landing(wishes: str, *, installable: bool) -> Page:
    """What this is. `wishes`: the header Accept-Language; `installable`: each workspace can add it by itself."""
    say = _speech(wishes)
    lines = (
        say.text(
            "CodeBuddies works in the Slack of a free coding school. It finds a buddy for each student who asks for one."
        ),
        say.text("It reads no messages. Each school sees its own people only."),
    )
    title, more = say.text("CodeBuddies"), (PRIVACY, say.text("What is stored about you"))
    if not installable:
        return _page(say, title, lines, *more)
    return _page(say, title, lines, "/slack/install", say.text("Add it to your Slack"), more)


def privacy(wishes: str) -> Page:
    """What is stored, as far as it holds for everybody; her own is in Slack."""
    say = _speech(wishes)
    own = say.text(
        "In Slack, type /codebuddy privacy: you see what is stored about you and until when, get it as a file, correct it, or have it erased."
    )
    lines = (*(line.replace("*", "") for line in own_data.of_anybody(say)), own)
    return _page(say, say.text("What is stored about you"), lines, "/", say.text("Back"))


def install(url: str, wishes: str) -> Page:
    """Before leaving for Slack's page at `url`."""
    say = _speech(wishes)
    lines = (
        say.text("Slack now asks you what CodeBuddies may do there. It reads no messages."),
        say.text(
            "Use an account that stays: Slack takes the app out again if the person who installed it leaves."
        ),
        say.count(
            LEFT_DAYS,
            "If you take it out of Slack later, it can do nothing there any more. What it has stored goes after one day; if you add it again before, everything is as it was.",
            "If you take it out of Slack later, it can do nothing there any more. What it has stored goes after {n} days; if you add it again before, everything is as it was.",
        ),
    )
    return _page(say, say.text("Add CodeBuddies to your Slack"), lines, url, say.text("Go on to Slack"))


def installed(workspace_id: str, app_id: str, wishes: str) -> Page:
    say = _speech(wishes)
    lines = (
        say.text("CodeBuddies is in your Slack now. Nobody else has been told."),
        say.text("Next, open Slack and type /codebuddy setup. It takes about five minutes."),
    )
    url = f"{APP_IN_SLACK}?{urlencode({'app': app_id, 'team': workspace_id})}"
    return _page(say, say.text("That worked"), lines, url, say.text("Open Slack"))


def installed_by_organisation(organisation_id: str, app_id: str, wishes: str) -> Page:
    """At Slack, its workspaces are chosen on a page of their own."""
    say = _speech(wishes)
    lines = (
        say.text(
            "CodeBuddies is in your organisation now. It works only in the workspaces that you choose for it."
        ),
        say.text(
            "Next, choose its workspaces in Slack. Each is a school of its own and sees only its people."
        ),
        say.text(
            "Then an admin of each workspace types /codebuddy setup there. It takes about five minutes."
        ),
    )
    url = f"{MANAGED_IN_SLACK}/{quote(organisation_id)}/integrations/profile/{quote(app_id)}/workspaces/add"
    return _page(say, say.text("That worked"), lines, url, say.text("Choose workspaces"))


def not_installed(reason: str, wishes: str) -> Page:
    """`reason`: Bolt's word for what went wrong, or Slack's. Each tells what to do next."""
    say = _speech(wishes)
    if reason == "access_denied":
        why = say.text(
            "You did not allow it in Slack, so nothing was changed. You can begin again at any time."
        )
    elif reason in ("invalid_browser", "invalid_state"):
        why = say.text(
            "Nothing was changed. It took longer than ten minutes, or you came back in another browser. Please begin again."
        )
    elif reason == "storage_error":
        why = say.text("Slack allowed less than CodeBuddies needs. Nothing was kept. Please begin again.")
    elif reason == "store_away":
        why = say.text(
            "I could not finish: my database does not answer. Nothing was kept. Please begin again in some minutes. If Slack shows CodeBuddies already, that does no harm."
        )
    else:
        why = say.text("Slack did not confirm it, so nothing was kept. Please begin again.")
    return _page(
        say, say.text("CodeBuddies was not added"), (why,), "/slack/install", say.text("Begin again")
    )


def _page(
    say: Speech,
    title: str,
    lines: tuple[str, ...],
    link: str,
    label: str,
    more: tuple[str, str] | None = None,
) -> Page:
    """`more`: another link below the button, with its words."""
    direction = Locale(say.language).text_direction
    return _PAGE.render(
        **{"language": say.language, "direction": direction, "title": title, "lines": lines},
        **{"link": link, "label": label, "more": more},
    )


def _speech(wishes: str) -> Speech:
    """By the languages a browser asks for, as `es-ES,es;q=0.9,en;q=0.8`."""
    asked: list[tuple[float, str]] = []
    for one in wishes.split(",")[:20]:
        tag, _, weight = one.strip().partition(";q=")
        try:
            asked.append((-float(weight or 1), Locale.parse(tag, sep="-").language))
        except (ValueError, UnknownLocaleError):
            continue
    wanted = next(
        (language for _, language in sorted(asked, key=lambda pair: pair[0]) if language in LANGUAGES), None
    )
    return speech(wanted or LANGUAGES[0])
