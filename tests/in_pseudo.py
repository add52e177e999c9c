"""With `--in-pseudo` stories of `tests/flows` are told in a language that is longer, accented and isolated.

Nothing is cut, refused, or said past the catalogues in it (`tests.pseudo`). `make test-long` runs them so, too: once
each, on SQLite, for what is looked at is what is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from bot.speech import LANGUAGES
from tests.house.test_catalogues import catalogue, forms, messages
from tests.pseudo import spoken_everywhere

NOT_HERE = {
    "test_own_language: test_all_in_their_channel_is_in_the_languages_of_both_where_they_share_none": "looks for the marks round it",
    **dict.fromkeys(
        (
            "test_report: test_a_spreadsheet_with_one_sheet_for_each_table",
            "test_report: test_csv_files_from_the_button_under_the_message",
            "test_report: test_a_name_that_looks_like_a_formula_is_text",
            "test_report: test_where_most_is_hidden_the_report_says_why_at_its_top_and_the_files_once",
            "test_numbers_of_earlier_days: test_what_comes_later_tells_nothing_small_beside_the_report_of_before",
        ),
        "words in files, which are not read as English again",
    ),
    **dict.fromkeys(
        (
            "test_codebuddy: test_a_button_from_before_an_upgrade_is_answered_in_words",
            "test_codebuddy: test_a_form_that_nothing_knows_or_can_read_keeps_what_was_typed",
        ),
        "what is old or forged in it is English",
    ),
    "test_in_spanish": "told in Spanish from end to end",
    **dict.fromkeys(
        (
            "test_settings_classes: test_a_class_is_renamed_and_its_students_stay_in_it",
            "test_settings_classes: test_a_class_without_a_name_of_its_own_is_called_by_its_course_and_two_are_never_called_alike",
            "test_settings_history: test_a_list_says_what_came_and_what_went",
        ),
        "types back in English what the program named in its language",
    ),
    "test_channel_questions: test_a_question_without_a_name_shows_nobody_who_asked": "looks into bytes of English",
}
"""A file, or a story in it → why it cannot be told in another language than English."""
BEGUN = 4
"""Characters from which a sentence is known."""
WHOLE = frozenset(
    f"test_{one}"
    for one in [
        "report",
        "report_form",
        "meetings",
        "breaks",
        "away",
        "target",
        "broadcast",
        "own_data",
        "own_file",
        "erase_me",
        "doctor",
        "handover",
        "home",
        "home_ends",
        "home_limits",
        "venues",
        "own_language",
    ]
)
"""Files whose every story is told."""
OF_EACH = 3
"""Stories of each other file."""
FOLDER = "tests/flows/"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--in-pseudo", action="store_true", help="the stories, in a language that nobody speaks")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--in-pseudo"):
        return
    told = _Chosen()
    left_out = [item for item in items if not told(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


class _Chosen:
    """Which stories are told: of `WHOLE` files all, of the others the first ones, which tell the main way."""

    def __init__(self) -> None:
        self.of_file: dict[str, list[str]] = {}

    def __call__(self, item: pytest.Item) -> bool:
        file, _, story = item.nodeid.partition("[")[0].removeprefix(FOLDER).partition(".py::")
        mine = getattr(item, "callspec", None)
        database = mine.params.get("database_url") if mine else None
        if not item.nodeid.startswith(FOLDER) or database != "sqlite" or item.get_closest_marker("long"):
            return False
        if file in NOT_HERE or f"{file}: {story}" in NOT_HERE:
            return False
        stories = self.of_file.setdefault(file, [])
        if story not in stories:
            stories.append(story)
        return file in WHOLE or stories.index(story) < OF_EACH


class _Allowed:
    """Languages by their own names, what a story forges, and the other languages of the catalogues, which some speak."""

    def __contains__(self, text: object) -> bool:
        whole, begun = _others()
        return text in whole or (isinstance(text, str) and text.startswith(("forged", *begun)))


@cache
def _others() -> tuple[frozenset[str], tuple[str, ...]]:
    """Sentences as they are, and how those begin that are filled in or go on."""
    read = (message for language in LANGUAGES[1:] for message in messages(catalogue(language)))
    whole = {form for message in read for form in forms(message.string)}
    begun = {form.partition("{")[0] for form in whole}
    return frozenset({"English", "Español", *whole}), tuple(one for one in begun if len(one) > BEGUN)


@pytest.fixture(autouse=True)
def spoken(request: pytest.FixtureRequest) -> Iterator[None]:
    """The program speaks it from before it starts. Languages stand by their own names in it, too."""
    if not request.config.getoption("--in-pseudo"):
        yield
        return
    with spoken_everywhere(_Allowed()) as unspoken:
        yield
    assert unspoken == []
