"""A team logs what it did together."""

import pytest

from tests import stories
from tests.conftest import School


def test_a_logged_session_reaches_the_partner_and_says_what_the_week_still_needs(school: School) -> None:
    student, buddy, channel = stories.team(school)
    student.types("/logsession 1h30 today react hooks", channel=channel)
    student.sees_privately("1 h 30 on Monday 2 March, react hooks")
    student.sees_privately("30 min to go")
    buddy.sees("logged 1 h 30", in_channel=channel)


def test_a_length_in_words_is_read_whole_or_the_form_opens_with_all_of_it(school: School) -> None:
    student, buddy, channel = stories.team(school)
    student.types("/logsession ساعة وعشر دقائق أمس react", channel=channel)
    buddy.sees("logged 1 h 10 on Sunday 1 March, react", in_channel=channel)
    student.types("/logsession dos horas quince preguntas", channel=channel)
    modal = student.modal()
    assert modal.fields["What about?"] == "dos horas quince preguntas"
    assert "I am not sure how long it was." in modal.text
    student.submits({"How long?": "dos horas quince", "What about?": "preguntas", "Which day?": "2026-03-02"})
    buddy.sees("logged 2 h 15 on Monday 2 March, preguntas", in_channel=channel)


def test_undo_takes_it_back_for_both(school: School) -> None:
    student, buddy, channel = stories.team(school)
    student.types("/logsession 45 min", channel=channel)
    student.clicks("Undo")
    student.sees_privately("Taken back: 45 min on Monday 2 March. This week 0 min of 2 h, 2 h to go.")
    buddy.sees("took back 45 min", in_channel=channel)


def test_what_was_not_understood_opens_a_form_with_what_was(school: School) -> None:
    student, buddy, channel = stories.team(school)
    buddy.types("/logsession ayer react", channel=channel)
    modal = buddy.modal()
    assert modal.fields["Which day?"] == "2026-03-01"
    assert modal.fields["What about?"] == "react"
    buddy.submits({"How long?": "tomorrow"})
    assert "1h30" in buddy.modal().errors["How long?"]
    buddy.submits({"How long?": "1,5 h"})
    student.sees("logged 1 h 30 on Sunday 1 March, react", in_channel=channel)


def test_a_buddy_of_two_students_says_with_whom(school: School) -> None:
    stories.team(school, "Samira", "Bruno")
    _, bruno, room = stories.team(school, "Rosa", "Bruno")
    bruno.types("/logsession 1h")
    assert "With whom?: [ ] @Samira [ ] @Rosa" in bruno.modal().text
    rosa = school.person("Rosa")
    bruno.submits({"How long?": "1h", "With whom?": f"<@{rosa.id}>"})
    rosa.sees("logged 1 h", in_channel=room)


def test_the_button_beside_a_student_opens_that_teams_form(school: School) -> None:
    stories.team(school, "Samira", "Bruno")
    _, bruno, _ = stories.team(school, "Rosa", "Bruno")
    stories.set_up(school)
    bruno.opens_home()
    assert "[1. Log a session]" in bruno.home_text()
    bruno.clicks_home("2. Log a session")
    fields = bruno.modal().fields
    assert "With whom?" not in fields
    bruno.submits({"How long?": "1h"})
    assert "Logged: 1 h" in bruno.modal().text
    assert "This week 1 h of 2 h, 1 h to go." in bruno.home_text()


@pytest.mark.parametrize(
    ("typed", "said", "fields"),
    [
        ("2h tomorrow", "That day has not come yet", {"How long?": "2 h", "What about?": "tomorrow"}),
        ("1h30 yesterday 2h today", "more than one length", {"What about?": "1h30 yesterday 2h today"}),
        (
            "1h 2026-02-30 css",
            "Please write yesterday, Monday, 2/3 or 2026-03-02.",
            {"What about?": "2026-02-30 css"},
        ),
        ("15h today", "Did you mean less?", {"How long?": "15 h", "Which day?": "2026-03-02"}),
        ("1h 2026-03-01 css", "Your team began on", {"Which day?": "2026-03-01", "What about?": "css"}),
        ("-1h", "I could not find how long it was", {"What about?": "-1h"}),
        ("1h " + "word " * 50, "This text is too long", {"How long?": "1 h"}),
    ],
)
def test_what_cannot_be_logged_as_it_stands_is_kept_in_the_form(
    school: School, typed: str, said: str, fields: dict[str, str]
) -> None:
    student, _, channel = stories.team(school, weeks=0)
    student.types(f"/logsession {typed}", channel=channel)
    modal = student.modal()
    assert said in modal.text
    assert {name: modal.fields[name] for name in fields} == fields
    assert modal.text.count("word") >= typed.count("word"), "what does not fit into the field is shown whole"
    assert channel is not None
    assert not student.channel_texts(channel)
