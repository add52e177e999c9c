"""What has become of everything that was owed: in the store, and in the journal of the stand-in for Slack."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select

from bot.delivery.kinds import Unknown
from bot.delivery.letters import KINDS
from models import BuddySession, Notice, Task, Team
from models.enums import NoticeState
from scheduler.lanes import FILE_THREADS, SERVER_THREADS
from tests.chaos.clickers import Clickers, Session
from tests.chaos.killed_program import LETTERS
from tests.chaos.kills import Life, Network, doubts
from tests.chaos.moody_slack import BOT, Entry, StandIn
from tests.delivery.office import SEEN

ALL = {**KINDS, **LETTERS}
Key = tuple[str, str, str]
"""Workspace, channel, and what a message is about there: one notice alone."""


class Copy(NamedTuple):
    """`at`: its place in the journal. `says_so`: that its reader may have seen it already."""

    at: int
    says_so: bool


class Record:
    """Read once, when nothing is owed any more."""

    def __init__(self, network: Network, slack: StandIn, lives: dict[str, Life]) -> None:
        self._journal, self._made = slack.journal(), slack.channels()
        self._threads = FILE_THREADS if network.store.is_sqlite else SERVER_THREADS
        self._kills = {name: life.kills for name, life in lives.items()}
        self._doubts = doubts(network.store)
        with network.store.everywhere_reading() as db:
            self._rows = db.scalars(select(Notice).order_by(Notice.due_at, Notice.id)).all()
            self._sessions = db.scalars(select(BuddySession)).all()
            self._teams = {(team.workspace_id, f"team:{team.id}"): team for team in db.scalars(select(Team))}
            self._tasks = db.scalars(select(Task)).all()
        self._copies: defaultdict[Key, list[Copy]] = defaultdict(list)
        for at, entry in enumerate(self._journal):
            if entry.method == "chat.postMessage" and entry.done:
                self._copies[_of_message(entry)].append(Copy(at, SEEN.strip() in entry.arguments["text"]))
        self.figures: dict[str, object] = {}

    def check(self) -> None:
        self._nothing_is_lost_or_twice()
        self._as_many_as_nobody_could_know()
        self._in_order()
        self._launched_once()
        assert self._tasks == []

    def _messages(self) -> Iterator[tuple[Notice, list[Copy]]]:
        """What is one message, with how often it came; in the order in which it was owed."""
        for row in self._rows:
            if row.kind in (*LETTERS, "session", "launch"):
                yield row, self._copies[self._of_row(row)]

    def _of_row(self, row: Notice) -> Key:
        team = self._teams.get((row.workspace_id, row.target))
        about = row.about.get("session", row.about.get("n", ""))
        return row.workspace_id, str(team.channel_id) if team else row.target, f"{row.kind} {about}"

    def _nothing_is_lost_or_twice(self) -> None:
        """Each by itself: what matters came, and came again only where nobody could know; a nag the other way round."""
        lost, doubled, came = 0, 0, 0
        expected = set()
        for row, copies in self._messages():
            expected.add(self._of_row(row))
            unknown, said = self._doubts[row.id], f"{row.kind} {row.id}: {copies}, {row.state} {row.reason}"
            if ALL[row.kind].unknown is Unknown.DROP:
                assert len(copies) <= 1, f"a nag came twice: {said}"
                is_settled = row.state is NoticeState.SENT and len(copies) == 1 and not unknown
                is_dropped = (
                    row.state is NoticeState.DROPPED and row.reason == "outcome_unknown" and unknown == 1
                )
                assert is_settled or is_dropped, f"a nag was lost: {said}"
                lost += not copies
            else:
                assert copies, f"what matters was lost: {said}"
                assert row.state is NoticeState.SENT, said
                assert len(copies) - 1 <= unknown, f"twice, and nobody was in doubt: {said}"
                assert all(one.says_so for one in copies[1:]), f"it came again and does not say so: {said}"
                doubled += len(copies) - 1
            came += len(copies)
        assert self._copies.keys() <= expected, "nobody owed this"
        others = Counter((row.kind, row.state, row.reason) for row in self._rows if row.kind == "home")
        assert set(others) <= {("home", NoticeState.SENT, None)}
        assert len(self._rows) == len(expected) + others.total()
        self.figures |= {"owed": len(expected), "came": came, "doubled": doubled, "nags lost": lost}

    def _as_many_as_nobody_could_know(self) -> None:
        """What the store calls unknown is what Slack dropped, and what a killed worker had in its hands."""
        kinds = {row.id: ALL[row.kind].unknown for row in self._rows}
        unknown = Counter(kinds[number] for number in self._doubts.elements())
        heard = Counter(entry.heard for entry in self._journal)
        delivering = sum(count for name, count in self._kills.items() if name != "web")
        self.figures |= {
            "kills": self._kills,
            "calls": dict(heard),
            "unknown": {str(k): n for k, n in unknown.items()},
        }
        assert int(str(self.figures["doubled"])) <= unknown[Unknown.RESEND]
        assert int(str(self.figures["nags lost"])) <= unknown[Unknown.DROP]
        assert heard["lost"] <= unknown.total() + delivering * self._threads
        assert unknown.total() <= heard["lost"] + delivering * self._threads

    def _in_order(self) -> None:
        """In each place as it was owed, by what came first; alarms go before."""
        last: dict[tuple[str, str], tuple[int, Notice]] = {}
        for row, copies in self._messages():
            if copies and not ALL[row.kind].urgent:
                place = row.workspace_id, row.target
                at, before = last.get(place, (-1, row))
                assert copies[0].at > at, (
                    f"{row.kind} {row.id} came before {before.kind} {before.id} in {place}"
                )
                last[place] = copies[0].at, row

    def _launched_once(self) -> None:
        made = Counter((one["workspace"], one["id"]) for one in self._made)
        launched = [row for row in self._rows if row.kind == "launch"]
        teams = [self._teams[row.workspace_id, row.target] for row in launched]
        assert made == Counter((team.workspace_id, team.channel_id) for team in teams)
        by_id = {(one["workspace"], one["id"]): one for one in self._made}
        for team in teams:
            channel = by_id[team.workspace_id, str(team.channel_id)]
            assert team.welcome_ts is not None
            assert channel["name"] == team.channel_name
            assert {team.student_id, team.buddy_id, BOT} < set(channel["members"])
            assert channel["topic"]
            assert len(channel["pins"]) >= 1
        self.figures["launched"] = len(teams)

    def logged_as_told(self, clickers: Clickers) -> None:
        """Whoever read that it is logged has it, once; and nobody has what she read was not stored."""
        stored = Counter(Session(one.workspace_id, one.team_id, one.minutes) for one in self._sessions)
        assert not stored or max(stored.values()) == 1
        assert set(clickers.told) <= stored.keys()
        assert not set(clickers.refused) & stored.keys()
        assert stored.keys() <= {*clickers.told, *clickers.unknown}
        owed = Counter(
            (row.workspace_id, row.about["session"]) for row in self._rows if row.kind == "session"
        )
        assert owed == Counter((one.workspace_id, one.id) for one in self._sessions)
        assert clickers.told
        self.figures |= {
            "told": len(clickers.told),
            "refused": len(clickers.refused),
            "not told": len(clickers.unknown),
            "brought again": clickers.again,
        }


def _of_message(entry: Entry) -> Key:
    said = entry.arguments["text"].removeprefix(SEEN)
    about = next((one["value"] for one in _buttons(entry) if one.get("value")), "")
    if said.startswith("Welcome"):
        said = "launch "
    elif about:
        said = f"session {about}"
    return entry.workspace, entry.arguments["channel"], said


def _buttons(entry: Entry) -> Iterator[dict[str, str]]:
    for block in entry.arguments.get("blocks", ()):
        yield from block.get("elements", ())
        yield block.get("accessory", {})
