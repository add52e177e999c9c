"""What has become of every request for help, when all is quiet: in the store, and in Slack."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from sqlalchemy import or_, select

from bot import ids
from bot.delivery import queue
from bot.deps import Deps
from bot.services import case_content
from models import CaseReader, HelpRequest, HelpStep, History, Notice, PrivateCase, Task
from models.enums import HelpNews, HelpState, NoticeState
from models.store import Db, Store
from tests.chaos.callers import Asked, People, Post, posts
from tests.chaos.job import Job
from tests.delivery.office import SEEN

CARDS = {ids.HELP_ACKNOWLEDGE, ids.PRIVATE_OPEN}
"""The first button of what asks somebody."""
TO_READERS = {"help", "help_remind", "private", "private_passed"}
TO_ASKERS = {"help_steps", "help_seen", "help_waiting", "help_closed", "private_news", "private_unread"}


def is_quiet(store: Store, now: datetime) -> bool:
    """Whether nothing is due by now."""
    due = or_(Notice.not_before <= now, Notice.state == NoticeState.SENDING)
    questions = (
        select(Notice.id).where(queue.unsent(Notice), due),
        select(HelpRequest.id).where(HelpRequest.next_step_at <= now),
        select(PrivateCase.id).where(PrivateCase.next_step_at <= now),
    )
    with store.everywhere_reading() as db:
        return all(db.execute(one.limit(1)).first() is None for one in questions)


class Record:
    """Read once. `quiet_since`: of all calls, the first one after everything asked for had been done.

    Attributes:
        rows: of each person, her requests.
        agreed: cases that may be passed on.
        cards: of each request, what was posted about it to those who read it.
    """

    def __init__(self, deps: Deps, job: Job, asked: list[Asked], people: People, quiet_since: int) -> None:
        self._asked, self._people, self._quiet_since = asked, people, quiet_since
        self._vault = deps.vaults.of(job.workspace_id)
        self.rows: defaultdict[str, list[HelpRequest | PrivateCase]] = defaultdict(list)
        self.words: dict[str, str] = {}
        self.asker: dict[str, str] = {}
        self.agreed: set[str] = set()
        with deps.store.read(job.workspace_id) as db:
            self._read(db)
        self.cards: defaultdict[str, list[Post]] = defaultdict(list)
        for post in posts(people.calls):
            if post.reader != self.asker.get(post.value, post.reader):
                self.cards[post.value].append(post)
        self.figures = {"requests": len(asked)}
        self.figures |= {"taken": sum(bool(one.taken) for one in people.answered.values())}
        self.figures |= {"stored": sum(one.is_stored for one in asked)}

    def _read(self, db: Db) -> None:
        for call in db.scalars(select(HelpRequest)).all():
            words = self._vault.open("help_requests.words", call.id, call.words)
            self._keep(call, call.asked_by, words)
        for case in db.scalars(select(PrivateCase)).all():
            content = case_content.opened(self._vault, case)
            assert content is not None
            self._keep(case, content.who, content.told.words)
            if content.told.may_pass_on:
                self.agreed.add(case.id)
        self._notices = db.scalars(select(Notice)).all()
        self._passed = db.execute(
            select(CaseReader.case_id, CaseReader.user_id).where(CaseReader.since.is_not(None))
        ).all()
        self._seen = Counter(
            db.scalars(select(HelpStep.request_id).where(HelpStep.news == HelpNews.SEEN)).all()
        )
        taken = select(History.subject_id).where(History.event == "acknowledged")
        self._history = Counter(db.scalars(taken).all())
        assert db.scalars(select(Task)).all() == []

    def _keep(self, row: HelpRequest | PrivateCase, asker: str, words: str) -> None:
        self.rows[asker].append(row)
        self.words[row.id], self.asker[row.id] = words, asker

    def nothing_is_lost(self) -> None:
        """Whoever was told that it is stored has one request, with her words, and somebody was asked."""
        for one in self._asked:
            found = self.rows[one.asker]
            if not one.is_stored:
                assert len(found) <= 1
                continue
            assert one.delivery is not None
            assert len(set(one.delivery.answers)) == 1, "brought again, it was answered otherwise"
            assert ("It is safe with" if one.is_confidential else "It is stored") in one.delivery.answers[0]
            assert len(found) == 1, "told that it is stored, and it is not there once"
            [row] = found
            assert isinstance(row, PrivateCase) is one.is_confidential
            assert self.words[row.id] == one.words
            assert (row.id in self.agreed) is (one.is_confidential and one.agrees)
            assert any(post.action in CARDS for post in self.cards[row.id]), "nobody was asked"
            assert row.next_step_at is not None, "nothing follows by itself"

    def nothing_is_there_twice(self, kills: int) -> None:
        """Each kill may have doubled the one message that was under way, and what can say so says so."""
        got = Counter((post.reader, post.value) for sent in self.cards.values() for post in sent)
        owed: Counter[tuple[str, str]] = Counter()
        askings: Counter[tuple[str, str]] = Counter()
        for call in self._people.calls:
            to = call["args"].get("channel")
            if call["method"] == "chat.postMessage" and call["ok"] and to in self.rows:
                got[to, ""] += 1
        for notice in self._notices:
            about = str(notice.about.get("request") or notice.about.get("case"))
            is_sent = notice.state is NoticeState.SENT
            if notice.kind in TO_READERS:
                owed[notice.target, about] += is_sent
                is_first = notice.kind != "help_remind" and not notice.about.get("step", 0)
                askings[notice.target, about] += is_first
            elif notice.kind in TO_ASKERS:
                owed[self.asker[about], ""] += is_sent
        assert not owed - got, "kept as sent, and never posted"
        doubles = got - owed
        assert doubles.total() <= kills
        plain = Counter(
            (post.reader, post.value)
            for sent in self.cards.values()
            for post in sent
            if post.action in CARDS and self._asks_first(post) and SEEN.strip() not in post.text
        )
        assert not plain - askings, "came twice without saying so"
        marked = sum(SEEN.strip() in post.text for sent in self.cards.values() for post in sent)
        self.figures |= {"doubles": doubles.total(), "marked": marked, "calls": len(self._people.calls)}

    @staticmethod
    def _asks_first(post: Post) -> bool:
        """It is not one of the reminders, which are true each time they come."""
        return "still waiting" not in post.text and "Something is waiting" not in post.text

    def whoever_was_told_has_it(self) -> None:
        """One person has it, and nobody else is asked afterwards, but for the message that was just under way."""
        for request_id, answered in self._people.answered.items():
            if not answered.taken:
                continue
            [row] = self.rows[self.asker[request_id]]
            assert row.state is HelpState.ACKNOWLEDGED
            if isinstance(row, HelpRequest):
                assert row.acknowledged_by in answered.holders()
                assert (self._seen[row.id], self._history[row.id]) == (1, 1)
            since = min(at for _, at in answered.taken)
            wellbeing = self._people.wellbeing
            cards = [one for one in self.cards[row.id] if one.action in CARDS and one.reader != wellbeing]
            assert sum(post.at >= since for post in cards) <= 1
            if since <= self._quiet_since:
                assert not any(post.at >= self._quiet_since for post in cards)

    def passed_on_once(self) -> None:
        """Where she agreed, and to nobody else."""
        wellbeing = self._people.wellbeing
        passed = {one for one, answered in self._people.answered.items() if answered.passed}
        assert Counter(self._passed) >= Counter((one, wellbeing) for one in passed & self.agreed)
        assert {user for _, user in self._passed} <= {wellbeing}
        has = {case for case, _ in self._passed}
        assert has <= self.agreed
        told = Counter(str(one.about["case"]) for one in self._notices if one.kind == "private_passed")
        assert told == Counter(has)
        read = {post.value for sent in self.cards.values() for post in sent if post.reader == wellbeing}
        assert read == has
        self.figures |= {"passed": len(has), "refused": len(passed - self.agreed)}
