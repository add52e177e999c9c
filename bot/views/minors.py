"""That a student is a minor, and whose word it is that a parent or guardian agrees: for managers alone."""

from __future__ import annotations

from datetime import date

from bot.speech import Speech


def line(student_id: str, since: date, say: Speech) -> str:
    return say.text(
        "<@{student}> is under 18, and said on {day} that a parent or guardian agrees.",
        student=student_id,
        day=say.day_and_year(since),
    )
