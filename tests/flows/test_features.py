"""What a programme does without is not shown, not asked and not sent, and comes back when it is used again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.delivery import without
from bot.rules.features import OF_ACTION, OF_WORD, Feature
from models import Asking, Broadcast, ChannelQuestion, Notice, Settings
from models.enums import AskingKind, NoticeState, StandInState, TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows import test_broadcast as many
from tests.flows import test_channel_questions as questions
from tests.flows import test_goodbyes as goodbyes
from tests.flows import test_how_it_is_going as going
from tests.flows import test_stand_in as standing
from tests.flows.ending_people import GRADUATED, ends, pair
from tests.flows.settings_screen import change_settings, history, opens, programme
from tests.flows.test_cloning import pastes, text_of
from tests.flows.test_settings_history import looks
from tests.flows.waiting_list import has_no_button

USES = "Your programme uses"
NAMES = {
    Feature.QUESTIONS: "Questions to the help channel",
    Feature.STAND_INS: "Stand-ins",
    Feature.PULSES: "How it is going",
    Feature.BROADCASTS: "Write to many",
    Feature.THANKS: "Thanks at the end",
    Feature.CERTIFICATE: "Certificates for buddies",
    Feature.JOB_SEARCH: "Going on while looking for a job",
    Feature.LATER: "Question long after the end",
}
REFUSED = "This programme does not use this: "


def uses(school: School, *off: Feature) -> None:
    """All but these."""
    change_settings(school, features_off=[str(one) for one in off])


def dropped(school: School, kind: str) -> list[str | None]:
    with school.store.read(school.workspace.id) as db:
        gone = (Notice.kind == kind) & (Notice.state == NoticeState.DROPPED)
        return list(db.scalars(select(Notice.reason).where(gone)))


def test_a_manager_turns_parts_off_and_on_and_all_of_it_is_in_the_history(
    school: School, petra: Person
) -> None:
    opens(petra, "What you use")
    ticked = [name for one, name in NAMES.items() if one not in (Feature.THANKS, Feature.LATER)]
    petra.submits({USES: ticked})
    assert "Everything but: Thanks at the end, Question long after the end." in petra.modal().text
    assert programme(school)["features_off"] == ["thanks", "later"]
    told = looks(petra)
    assert "Before: Everything." in told
    assert "Then: Everything but: Thanks at the end" in told
    petra.presses("settings_put_back")
    assert programme(school)["features_off"] == []
    assert [one[:3] for one in history(school)] == [
        (petra.id, "features", "changed"),
        (petra.id, "features", "put_back"),
    ]


def test_nothing_has_to_be_ticked(school: School, petra: Person) -> None:
    opens(petra, "What you use")
    petra.submits({USES: []})
    assert programme(school)["features_off"] == list(Feature)
    petra.closes(all=True)
    petra.types("/codebuddy help")
    told = petra.private_texts()[-1]
    assert "I need help" in told
    assert "broadcast" not in told


def test_it_goes_to_another_programme_with_the_settings(school: School, petra: Person) -> None:
    uses(school, Feature.PULSES)
    text = text_of(school)
    uses(school)
    pastes(petra, text)
    assert "Then: Everything but: How it is going." in petra.modal().text
    petra.submits()
    assert programme(school)["features_off"] == ["pulses"]
    petra.closes(all=True)
    pastes(petra, text.replace('"pulses"', '"privacy"'))
    assert "what stands at “features_off 0”" in petra.modal().errors["Text of the file"]


def test_without_questions_nobody_is_asked_and_what_was_asked_may_be_answered(school: School) -> None:
    cast, room = questions.begun(school)
    samira, hugo = cast["Samira"], cast["Hugo"]
    questions.asks(samira)
    school.sandbox.advance(minutes=1)
    uses(school, Feature.QUESTIONS)
    has_no_button_on_home(samira, "Ask a question")
    samira.types("/codebuddy help")
    assert "/codebuddy ask" not in samira.private_texts()[-1]
    samira.types("/codebuddy ask")
    assert f"{REFUSED}Questions to the help channel." in samira.private_texts()[-1]
    assert "Nothing was changed." in samira.private_texts()[-1]
    school.sandbox.advance(days=3)
    assert questions.tasks(school, TaskKind.QUESTION_WAITING) == 0, "nobody is reminded of it"
    questions.answers(hugo, "Give each a key.")
    school.sandbox.advance(minutes=1)
    samira.sees("Give each a key.")
    uses(school)
    assert "Ask a question" in samira.opens_home()
    questions.asks(samira, "Another one")
    school.sandbox.advance(days=3)
    assert questions.tasks(school, TaskKind.QUESTION_WAITING) == 1
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(ChannelQuestion.id)).all()) == 2
    assert room


def has_no_button_on_home(person: Person, label: str) -> None:
    assert label not in person.opens_home()


def test_a_question_that_nobody_answered_is_told_when_they_are_used_again(school: School) -> None:
    cast, _ = questions.begun(school)
    questions.asks(cast["Samira"])
    uses(school, Feature.QUESTIONS)
    school.sandbox.advance(days=3)
    uses(school)
    school.sandbox.advance(days=3)
    assert questions.tasks(school, TaskKind.QUESTION_WAITING) == 1


def test_without_stand_ins_none_is_offered_and_one_under_way_waits(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    stories.volunteer(school, "Vera", "en")
    petra = school.person("Petra")
    uses(school, Feature.STAND_INS)
    standing.goes_away(school, bruno)
    assert standing.lines(samira, channel, "stand-in") == 0
    has_no_button_on_home(samira, standing.ASK)
    uses(school)
    assert standing.ASK in samira.opens_home()
    samira.clicks_home(standing.ASK)
    school.sandbox.advance(minutes=1)
    assert standing.cards(petra) == 1
    uses(school, Feature.STAND_INS)
    school.sandbox.advance(days=2)
    assert standing.state(school) is StandInState.ASKED, "it waits"
    assert standing.cards(petra) == 1, "nobody is reminded"
    petra.clicks(standing.CHOOSE)
    assert REFUSED in petra.private_texts()[-1]
    assert "stand" not in samira.opens_home()
    uses(school)
    school.sandbox.advance(days=2)
    petra.clicks(standing.CHOOSE)
    assert petra.modal().fields is not None


def test_without_how_it_is_going_nobody_is_asked_and_check_ins_go_on(school: School) -> None:
    stories.set_up(school)
    samira, bruno = going.begun(school)
    uses(school, Feature.PULSES)
    samira.types("/logsession 1h react")
    school.sandbox.advance(days=32)
    assert going.count(samira, going.FIT) + going.count(bruno, going.FIT) == 0
    assert going.pulses(school, samira) == 0
    assert going.tasks(school, TaskKind.CHECK_IN), "what managers look after is another thing"
    uses(school)
    school.sandbox.advance(days=40)
    assert going.pulses(school, samira) == 1
    with school.store.read(school.workspace.id) as db:
        kinds = set(db.scalars(select(Asking.kind).where(Asking.due_at.is_not(None))))
    assert AskingKind.PULSE in kinds


def test_a_question_under_way_is_dropped(school: School) -> None:
    stories.set_up(school)
    samira, _ = going.begun(school)
    samira.types("/logsession 1h react")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().features_off = []
    notice = {"kind": "fit", "dedupe_key": "fit:x", "target": samira.id, "about": {"team": 1}}
    with school.store.begin(school.workspace.id) as db:
        now = school.sandbox.now
        db.add(
            Notice(**notice, state=NoticeState.PENDING, due_at=now, not_before=now, attempts=0, progress={})
        )
    uses(school, Feature.PULSES)
    school.sandbox.advance(minutes=1)
    assert dropped(school, "fit") == [without.REASON]


def test_without_texts_to_many_one_under_way_reaches_nobody(school: School) -> None:
    petra, people = many.school_with_teams(school)
    many.writes(petra)
    petra.submits()
    petra.closes(all=True)
    uses(school, Feature.BROADCASTS)
    school.sandbox.advance(hours=3)
    assert [many.got(one) for one in people] == [[]] * 5
    assert set(dropped(school, "broadcast")) == {without.REASON}
    assert "has reached 0 people" in petra.dm_texts()[-1]
    assert "Not reached" in petra.last_dm()
    petra.types("/codebuddy broadcast")
    assert f"{REFUSED}Write to many." in petra.private_texts()[-1]
    petra.types("/codebuddy brodcast")
    assert "Did you mean `/codebuddy broadcast`" not in petra.private_texts()[-1]
    uses(school)
    many.writes(petra, "Another one")
    petra.submits()
    many.later(school)
    assert [len(many.got(one)) for one in people] == [1] * 5
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(Broadcast.id)).all()) == 2


def test_without_thanks_certificates_and_going_on_the_end_is_quiet(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    uses(school, Feature.THANKS, Feature.CERTIFICATE, Feature.JOB_SEARCH)
    ends(school, samira, GRADUATED)
    goodbyes.a_day_later(school, samira, bruno)
    for person in (samira, bruno):
        for label in ("Say thanks", "My certificate", "Yes, go on"):
            has_no_button(person, label)
        assert "go on while you look for a job" not in person.last_dm()
        assert "Three short questions" in person.last_dm()
    bruno.types("/codebuddy status")
    assert "Say thanks" not in bruno.private_texts()[-1]


def test_an_old_button_of_what_is_off_says_so_and_works_again_later(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED)
    goodbyes.a_day_later(school, samira, bruno)
    uses(school, Feature.THANKS, Feature.JOB_SEARCH)
    bruno.clicks("Say thanks")
    assert f"{REFUSED}Thanks at the end." in bruno.private_texts()[-1]
    uses(school)
    bruno.clicks("Say thanks")
    bruno.submits({"Your words": "You were great."})
    uses(school, Feature.THANKS)
    school.sandbox.advance(minutes=5)
    samira.gets_dm("You were great.")


def test_without_the_question_long_after_nobody_is_asked(school: School, petra: Person) -> None:
    samira, _, _ = pair(school)
    change_settings(school, later_months=1)
    ends(school, samira, GRADUATED)
    uses(school, Feature.LATER)
    school.sandbox.advance(days=40)
    assert "How is it going?" not in samira.everything_visible()


@pytest.mark.parametrize("feature", Feature)
def test_each_part_has_something_that_ends_with_it(feature: Feature) -> None:
    ends_with_it = {*OF_ACTION.values(), *OF_WORD.values(), *without.OF_KIND.values()}
    assert feature in ends_with_it


def test_help_belongs_to_no_part() -> None:
    for name in (*OF_ACTION, *OF_WORD, *without.OF_KIND):
        assert not name.startswith(("help", "private", "escalate", "modal_help", "modal_private", "support"))
