""" "I need help": one form of two pages for all kinds of help. The kind is in what is submitted, and nowhere else."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.help_kinds import Kind, Wish
from bot.services import behind, contacts, duty, home, sessions
from bot.services import help as calls
from bot.services.sessions import OwnTeam
from bot.views import help_details as details
from bot.views import help_form as views
from bot.views.answer import Answer, Back, OnTop, OpenModal, Say, Unkept
from bot.views.answer import Message as Words
from handlers import private
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_by_act(visit: Visit, said: Command | Click) -> Answer:
    """By a button, a shortcut, or `/escalate`."""
    return open_form(visit, said, said.text if isinstance(said, Command) else "")


def open_form(visit: Visit, said: Command | Click, words: str) -> Answer:
    """The first page. `words`: what was typed; it only fills the second page in, and is kept nowhere."""
    db, now, who = visit.db, visit.now, visit.who
    doors = behind.doors(db, now, who.user_id)
    first = dict.fromkeys(door.line[0] for door in doors.values() if door.line)
    teams = sessions.own_teams(db, who.user_id, now)
    form = OpenModal(
        views.form(
            doors,
            duty.of(db, first),
            contacts.emergency(db),
            who.language,
            words=words,
            channel_id=said.channel_id,
            is_buddy=any(team.buddy_id == who.user_id for team in teams),
        )
    )
    return Unkept(form) if words else form


def submitted(visit: Visit, said: Submission) -> Answer:
    if "kind" not in said.meta:
        return _second_page(visit, said)
    kind = _kind(said.meta["kind"], "words")
    wish = Wish(said.text("first") or None, tuple(said.many("also")), tuple(said.many("excluded")))
    named = said.meta.get("people")
    shown = [str(one) for one in named] if isinstance(named, list) else []
    if kind is Kind.MORE:
        return _told(visit, said, _ask_for_more(visit, said, wish, shown))
    return _told(visit, said, private.ask(visit, said, kind, wish, shown))


def _second_page(visit: Visit, said: Submission) -> Answer:
    db, who = visit.db, visit.who
    kind = _kind(said.text("door"), "door")
    door = behind.door(db, visit.now, who.user_id, kind)
    if not door.people:
        raise UserError(Wrong.NOBODY_TO_ASK, block="door")
    channel = said.meta.get("channel")
    form = details.form(
        kind,
        door,
        {user: one.about for user, one in duty.of(db, door.people).items()},
        contacts.emergency(db),
        who.language,
        words=said.text("words") or str(said.meta.get("words") or ""),
        channel_id=channel if isinstance(channel, str) else None,
        has_team=_team(visit, channel) is not None,
    )
    return Unkept(OnTop(form))


def _ask_for_more(visit: Visit, said: Submission, wish: Wish, shown: list[str]) -> Words:
    team = _team(visit, said.meta.get("channel"))
    asked = calls.ask(
        visit.db,
        visit.vault,
        visit.now,
        visit.who,
        said.text("words"),
        team.id if team else None,
        shown,
        is_urgent=_is_urgent(said),
        first=wish.first,
        excluded=wish.excluded,
        for_team=_is(said, "whom", details.ME, details.TEAM),
        tells_channel=bool(said.many("tells_channel")),
    )
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return views.sent(asked, contacts.emergency(visit.db), visit.who.language, visit.who.timezone)


def _told(visit: Visit, said: Submission, words: Words) -> Answer:
    """In the place of the first page, which has done its work."""
    if said.below is None:
        return Say(words)
    return Back(views.answer(words, visit.who.language))


def _kind(word: object, block: str) -> Kind:
    try:
        return Kind(str(word))
    except ValueError:
        raise UserError(Wrong.UNKNOWN_CHOICE, block=block) from None


def _is_urgent(said: Submission) -> bool:
    return _is(said, "when", details.WEEK, details.TODAY)


def _is(said: Submission, block: str, no: str, yes: str) -> bool:
    """One of two choices; the first where nothing was asked."""
    word = said.text(block) or no
    if word not in (no, yes):
        raise UserError(Wrong.UNKNOWN_CHOICE, block=block)
    return word == yes


def _team(visit: Visit, channel_id: object) -> OwnTeam | None:
    """The team whose channel it was asked from, or her only one."""
    teams = sessions.own_teams(visit.db, visit.who.user_id, visit.now)
    here = [team for team in teams if team.channel_id is not None and team.channel_id == channel_id] or teams
    return here[0] if len(here) == 1 else None


def register(door: Door) -> None:
    door.command(ids.ESCALATE, open_by_act)
    door.shortcut(ids.SHORTCUT_HELP, open_by_act)
    door.click(ids.HELP_OPEN, open_by_act)
    door.submission(ids.MODAL_HELP, submitted)
