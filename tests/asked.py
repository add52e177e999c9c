"""A school in which questions were asked of the help channel, and a pair how it is going: one of everything with an id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.access import Acting
from bot.rules.question import Words
from bot.services import channel_answers, channel_questions, feedback, people
from bot.vault import WorkspaceVault
from models import Asking, ChannelAnswer, Fit, Pulse, Task
from models.enums import AskingKind, FitAnswer, TaskKind
from models.store import Db


@dataclass(frozen=True)
class Planted:
    """`question` is open and in the channel, `answered` has an answer, `kept` was not posted yet; none has a name."""

    question: str
    answered: str
    kept: str
    answer: int
    care_task: int


def plant(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    asker: Acting,
    pair: tuple[int, str, str],
    words: str,
    *,
    helper: str,
    numbers: tuple[int, int] | None = None,
) -> Planted:
    """The asker is the student of the pair (team, student, buddy). `numbers`: ids of the answer and the task."""
    team, student, buddy = pair
    people.programme(db).support_channel_id = people.programme(db).support_channel_id or "C0HELP"
    asked = [
        channel_questions.ask(db, vault, now, asker, Words(words, words), named=False).id for _ in range(3)
    ]
    for question in asked[:2]:
        channel_questions.posted(db, now, question, "1.1")
    chosen = {} if numbers is None else {"id": numbers[0]}
    answer = ChannelAnswer(question_id=asked[1], answered_by=helper, answered_at=now, **chosen)
    db.add(answer)
    db.flush()
    channel_answers.answer(db, vault, now, people.acting(db, helper), asked[1], words)
    for user in (student, buddy):
        db.add(_asking(team, user, AskingKind.FIT, now))
        db.add(Fit(team_id=team, user_id=user, answer=FitAnswer.NOT, answered_at=now))
    db.add(Pulse(team_id=team, user_id=student, number=1, asked_at=now))
    feedback.say(db, vault, now, asker, words, named=False)
    chosen = {} if numbers is None else {"id": numbers[1]}
    task = Task(
        kind=TaskKind.CHECK_IN,
        dedupe_key=f"{TaskKind.CHECK_IN}:{team}:{student}:1",
        about={"team": team, "user": student},
        opened_at=now,
        **chosen,
    )
    db.add(task)
    db.flush()
    return Planted(*asked, answer.id, task.id)


def _asking(team: int, user: str, kind: AskingKind, now: datetime) -> Asking:
    return Asking(team_id=team, user_id=user, kind=kind, due_at=None, number=1, asked_at=now)
