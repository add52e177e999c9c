"""Every kind of task has words."""

from __future__ import annotations

import pytest

from bot.services.tasks import OpenTask, Subject
from bot.speech import speech
from bot.views import tasks as task_views
from models.enums import TaskKind
from tests.conftest import START


@pytest.mark.parametrize("kind", list(TaskKind))
@pytest.mark.parametrize(
    "subject", [Subject(), Subject(1, "U1", "U2", "U3"), Subject(user_id="U3"), Subject(channel_id="C3")]
)
def test_every_kind_of_task_has_words_whatever_is_known_of_it(kind: TaskKind, subject: Subject) -> None:
    line = task_views.line(OpenTask(1, kind, subject, START, START.date(), START.date()), speech("en"))
    assert line.endswith(".")
    assert "None" not in line
