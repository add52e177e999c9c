"""The language that nobody speaks (`tests.pseudo`), and which stories are told in it (`tests.in_pseudo`)."""

from __future__ import annotations

from pathlib import Path

from tests.in_pseudo import NOT_HERE, WHOLE
from tests.pseudo import pseudo

FLOWS = Path(__file__).resolve().parents[1] / "flows"


def test_it_is_longer_and_can_be_told_from_english() -> None:
    assert pseudo("Ask for {n} buddies") == "Ȧsk fȯr {n} bṵddḭḛsˑˑˑˑˑ"


def test_files_and_stories_that_are_named_exist() -> None:
    """Else a story that was renamed is excepted no more, and a file is no longer told whole."""
    for name in (*WHOLE, *NOT_HERE):
        file, _, story = name.partition(": ")
        assert (f"def {story}(" if story else "def test_") in (FLOWS / f"{file}.py").read_text(
            encoding="utf-8"
        ), name
