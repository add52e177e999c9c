"""Where the program's own messages are that hold somebody's name or words, as far as it knows: read from what it sent.

Known are messages of the last weeks (as long as their notices are kept, with whom they name: `named_in`), older ones that
name her and files that she was given (`where_named`), the welcome of a team, questions to the help channel and their answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import String, cast, or_, select

from bot.rules import erasing as rule
from bot.rules import personal
from bot.services import channels, erasing, people, where_named
from bot.services.erasing_rows import Whose
from bot.services.registered import any_of, column, hers, model_of
from models import ChannelAnswer, ChannelQuestion, Notice, Team
from models.enums import NoticeState
from models.store import Db

KIND = "erase"
"""Of the notice that goes from message to message."""
LEFT = "left"
"""In its progress: what it has still to do."""
MESSAGE, FILE, HOME = "message", "file", "home"
_ROWS = {
    "team": ("teams",),
    "request": ("buddy_requests", "help_requests"),
    "proposal": ("proposals",),
    "ending": ("endings",),
    "session": ("sessions",),
    "was": ("sessions",),
    "meeting": ("meetings",),
    "stand_in": ("stand_ins",),
    "question": ("venue_questions", "channel_questions"),
    "answer": ("channel_answers",),
    "feedback": ("feedback",),
    "broadcast": ("broadcasts",),
}
"""What a notice is of, by its number: the word in `about` → the tables that it may be a row of. It may hold words of hers
and not her name.
"""


@dataclass(frozen=True)
class Place:
    """One thing to do: `what` it is (a message, a file, a Home tab), where, and in which languages.

    Attributes:
        where: a channel, a file's id, or a person.
        done: it is the message that told when it happens.
    """

    what: str
    where: str
    ts: str
    languages: Sequence[str]
    done: bool = False

    @classmethod
    def read(cls, kept: list[Any]) -> Place:
        what, where, ts, read, *done = kept
        return cls(what, where, ts, [read] if isinstance(read, str) else read, *done)  # one, before 0038

    def to_keep(self) -> list[Any]:
        return list(astuple(self))


def found(db: Db, whose: Whose) -> list[Place]:
    """Every message and file of the program that is about her, each once."""
    languages = [people.programme(db).language]
    places = [
        *_of_notices(db, whose),
        *_older(db, whose),
        *_welcomes(db, whose),
        *_in_help_channel(db, whose, languages),
    ]
    return list({(one.what, one.where, one.ts): one for one in reversed(places)}.values())[::-1]


def _of_notices(db: Db, whose: Whose) -> Iterator[Place]:
    rows = _ids(db, whose)
    teams = {f"team:{number}" for number in rows["teams"]}
    languages: dict[str, list[str]] = {}
    for row in db.scalars(
        select(Notice).where(or_(Notice.sent_at.is_not(None), Notice.slack_ts.is_not(None)))
    ):
        own = row.target in whose.both or row.target in teams
        if not (own or _is_about(row, whose, rows)):
            continue
        if row.target not in languages:
            languages[row.target] = _readers_languages(db, row.target)
        if row.slack_ts and row.slack_channel:
            done = row.kind == erasing.TOLD
            yield Place(MESSAGE, row.slack_channel, row.slack_ts, languages[row.target], done)
        if own and isinstance(row.progress.get("file"), str):
            yield Place(FILE, row.progress["file"], "", ())


def _older(db: Db, whose: Whose) -> Iterator[Place]:
    """Those that name her, and her files, of which no more is known. Looked for after the notices, from which they come."""
    languages: dict[str, list[str]] = {}
    for channel, ts, target in where_named.of(db, whose.both):
        if channel == where_named.FILES:
            yield Place(FILE, ts, "", ())
            continue
        if target not in languages:
            languages[target] = _readers_languages(db, target)
        yield Place(MESSAGE, channel, ts, languages[target])


def _readers_languages(db: Db, target: str) -> list[str]:
    if target.startswith("team:"):
        team = db.scalars(select(Team).where(Team.id == int(target.removeprefix("team:")))).first()
        if team is not None:
            return channels.readers_languages(db, team)
    return [people.language_of(db, target)]


def on_its_way(db: Db, whose: Whose) -> bool:
    """Whether something is being sent to her, or names her: it was taken before her rows gave way, and where it will stand
    is not known before it stands there.
    """
    sending = db.scalars(select(Notice).where(Notice.state == NoticeState.SENDING))
    return any(
        one.target in whose.both or {*one.names} & {*whose.both} or rule.holds(said(one), whose.user_id)
        for one in sending
    )


def named_since(db: Db, whose: Whose) -> list[Place]:
    """Messages that name her, or whose names gave way: those not replaced yet, and what was sent or changed since they
    were looked for. In none of them does her id stand afterwards.
    """
    places = []
    shown = cast(Notice.names, String)
    for row in db.scalars(select(Notice).where(or_(*(shown.contains(one) for one in whose.both)))):
        row.names = rule.without(row.names, whose.user_id, whose.nobody)
        if row.slack_ts and row.slack_channel:
            languages = _readers_languages(db, row.target)
            places.append(Place(MESSAGE, row.slack_channel, row.slack_ts, languages))
    return places


def said(row: Notice) -> list[Any]:
    """Where a notice, or the message that it has become, may hold somebody's id."""
    return [row.dedupe_key, row.about, row.progress, row.names]


def _is_about(row: Notice, whose: Whose, rows: dict[str, Collection[Any]]) -> bool:
    if rule.holds(said(row), whose.user_id):
        return True
    return any(value in rows[table] for key, value in row.about.items() for table in _ROWS.get(key, ()))


def _ids(db: Db, whose: Whose) -> dict[str, Collection[Any]]:
    """Table → numbers of rows that are hers."""
    ids: dict[str, Collection[Any]] = {}
    for table in {table for tables in _ROWS.values() for table in tables}:
        number = column(model_of(table), "id")
        mine = any_of(hers(personal.TABLES[table], whose.both))
        ids[table] = set(db.scalars(select(number).where(mine)))
    return ids


def _welcomes(db: Db, whose: Whose) -> Iterator[Place]:
    hers = Team.student_id.in_(whose.both) | Team.buddy_id.in_(whose.both)
    for row in db.scalars(select(Team).where(hers)):
        if row.channel_id and row.welcome_ts:
            yield Place(MESSAGE, row.channel_id, row.welcome_ts, channels.readers_languages(db, row))


def _in_help_channel(db: Db, whose: Whose, languages: Sequence[str]) -> Iterator[Place]:
    """What she asked with her name, and what she has answered through the program."""
    asked = select(ChannelQuestion.channel_id, ChannelQuestion.ts).where(
        ChannelQuestion.asked_by.in_(whose.both)
    )
    of = (ChannelQuestion.workspace_id == ChannelAnswer.workspace_id) & (
        ChannelQuestion.id == ChannelAnswer.question_id
    )
    told = ChannelAnswer.answered_by.in_(whose.both) & ChannelAnswer.words.is_not(None)
    answered = select(ChannelQuestion.channel_id, ChannelAnswer.ts).join(ChannelAnswer, of).where(told)
    for channel, ts in (*db.execute(asked), *db.execute(answered)):
        if channel and ts:
            yield Place(MESSAGE, channel, ts, languages)
