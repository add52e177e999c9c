"""What is too long for Slack in one language alone is found, whoever it is shown to."""

from __future__ import annotations

import pytest

from bot.views import ending_form
from tests import each_language
from tests.each_language import found


@pytest.mark.parametrize(
    ("sentence", "what"), [("End a team", "modal title"), ("A student or a buddy of the team", "field label")]
)
def test_a_translation_that_is_too_long_is_found_where_it_is_shown_in_english(
    sentence: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = each_language._speech("ca")._catalogue._one
    monkeypatch.setitem(ready, sentence, "x" * 2001)
    found.shown.clear()
    ending_form.whose("en")
    problems = list(found.problems)
    found.problems.clear()
    found.shown.clear()
    assert any(f"whose in ca: {what}, 2001 >" in one for one in problems), problems
    assert all("in ca" in one for one in problems)


def test_what_fits_in_each_language_is_no_problem() -> None:
    found.shown.clear()
    assert ending_form.whose("en")["title"]["text"] == "End a team"
    assert not found.problems


def test_the_longest_is_told_for_each_language() -> None:
    found.shown.clear()
    ending_form.whose("en")
    lines = list(each_language.table())
    assert lines[0].split()[:4] == ["characters", "Slack", "en", "ar"]
    assert any(line.startswith("modal title") and "24" in line for line in lines)
