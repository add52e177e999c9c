"""Texts in the programme's own words: seen before they are saved, said to whom reads that language, and put back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from sqlalchemy import Engine, event, select

from bot.errors import UserError, Wrong
from bot.rules import own_texts as rule
from bot.rules.features import Feature
from bot.services import drafts, features, own_texts, people
from bot.views.own_texts import default
from models import Draft
from models.enums import FormKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows import test_launch as launch
from tests.flows import test_nudge as nudge
from tests.flows.settings_screen import change_settings, history, programme
from tests.flows.test_cloning import pastes, text_of
from tests.flows.test_settings_history import AGAIN, looks

FIELD = "Your text, in English"
WELCOME = "Welcome in the team's channel"
HELLO = "Hi {student} and {buddy}! *Good* to have you & <b>us</b>."
SPANISH = "Hola, {student} y {buddy}: aquí estamos."
DEFAULT = "Welcome, @Samira and @Bruno: you are a buddy team."
UNFIT = "Hi {student} and {mentor}"


def opens(person: Person, what: str = WELCOME, language: str = "English") -> None:
    """To its form."""
    if person.has_modal():
        person.closes(all=True)
    person.types("/codebuddy settings")
    person.presses("Change: Texts")
    person.presses(f"Open: {what}")
    person.presses(f"Change: {language}")


def writes(person: Person, words: str, what: str = WELCOME, language: str = "English") -> None:
    """And saves."""
    opens(person, what, language)
    person.submits({f"Your text, in {language}": words})
    person.submits()


def own(school: School) -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = programme(school)["own_texts"]
    return kept


def test_it_is_seen_before_it_is_saved_and_said_from_then_on(school: School) -> None:
    proposal = launch.accepted(school)
    petra, samira = school.person("Petra"), school.person("Samira")
    opens(petra)
    assert "{student}: the student (must be there)" in petra.modal().text.replace("`", "")
    assert petra.modal().fields[FIELD] == "Welcome, {student} and {buddy}: you are a buddy team."
    petra.submits({FIELD: HELLO})
    assert "Hi @Samira and @Bruno! Good to have you & <b>us</b>." in petra.modal().text.replace("*", "")
    assert own(school) == {}, "nothing is changed by looking"
    assert not history(school)
    petra.presses("Back")
    assert petra.modal().fields[FIELD] == HELLO
    petra.submits({FIELD: HELLO})
    petra.submits()
    assert "Welcome in the team's channel (English): saved." in petra.modal().text.replace("*", "")
    assert "in your own words" in petra.modal().text
    assert own(school) == {"welcome": {"en": HELLO}}
    launch.form(school, proposal)
    channel = school.team_channel(samira, school.person("Bruno"))
    samira.sees("Hi @Samira and @Bruno!", in_channel=channel)
    samira.sees("<b>us</b>", in_channel=channel)
    petra.closes(all=True)
    petra.types("/codebuddy settings")
    assert "One is in your own words:\n• Welcome in the team's channel (English)" in petra.modal().text


def test_it_is_said_to_readers_of_its_language_alone(school: School) -> None:
    proposal = launch.accepted(school, hers="es", his="es", both="es")
    petra, samira = school.person("Petra"), school.person("Samira")
    writes(petra, HELLO)
    launch.form(school, proposal)
    channel = school.team_channel(samira, school.person("Bruno"))
    samira.sees(
        default(rule.OwnText.WELCOME, "es", "").format(student="@Samira", buddy="@Bruno"), in_channel=channel
    )


def test_a_pair_that_reads_two_languages_reads_each_in_its_own(school: School) -> None:
    proposal = launch.accepted(school, hers="en", his="es", both="tr")
    petra, samira = school.person("Petra"), school.person("Samira")
    writes(petra, SPANISH, language="Spanish")
    launch.form(school, proposal)
    channel = school.team_channel(samira, school.person("Bruno"))
    samira.sees("Hola, @Samira y @Bruno: aquí estamos.", in_channel=channel)
    samira.sees(DEFAULT, in_channel=channel)


REFUSED = {
    "unknown": ("Hi {student} and {buddy}\nfrom {mentor}", "Line 2: I do not know what to fill in there"),
    "an attribute": ("{student.__class__} {buddy}", "I do not know what to fill in there"),
    "a format": ("{student:>9999} {buddy}", "I do not know what to fill in there"),
    "lacking": ("Hi {student}", "This must stand in the text: {buddy}."),
    "one brace": ("Hi {student} and {buddy", "a curly bracket is missing"),
    "a brace too many": ("Hi {student}} and {buddy}", "a curly bracket is missing"),
    "the channel": ("Hi {student} {buddy} <!channel>", "cannot call people or channels by itself"),
    "here": ("Hi {student} {buddy} @here", "cannot call people or channels by itself"),
    "somebody": ("Hi {student} {buddy} <@U0SOMEBODY>", "cannot call people or channels by itself"),
    "nothing": ("   ", "Please fill this in."),
    "long": ("{student} {buddy} " + "x" * 600, "600 characters at most"),
    "long when escaped": ("{student} {buddy} " + "&" * 200, "600 characters at most"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_at_its_field_and_stays_there(
    school: School, petra: Person, what: str
) -> None:
    words, told = REFUSED[what]
    opens(petra)
    petra.submits({FIELD: words})
    assert told in petra.modal().errors[FIELD]
    assert petra.modal().fields[FIELD] == words
    assert own(school) == {}


def test_a_text_that_fills_in_nothing_says_so(school: School, petra: Person) -> None:
    opens(petra, "Thanks for a request")
    assert "I fill in nothing in this text." in petra.modal().text
    petra.submits({FIELD: "Thank you, {student}!"})
    assert "Please take the curly brackets out" in petra.modal().errors[FIELD]


def test_it_is_reset_to_what_is_shown_first_and_put_back_from_the_history(
    school: School, petra: Person
) -> None:
    writes(petra, HELLO)
    petra.presses("Reset to the default: English")
    assert "Welcome, {student} and {buddy}: you are a buddy team." in petra.modal().text
    assert own(school) == {"welcome": {"en": HELLO}}
    petra.submits()
    assert "I say it in my words again" in petra.modal().text
    assert own(school) == {}
    mateo = school.person("Mateo")
    told = looks(mateo)
    assert "Welcome in the team's channel (English)" in told
    assert "Before: Hi {student} and {buddy}!" in told
    assert "Then: the default" in told
    mateo.presses("settings_put_back")
    assert own(school) == {"welcome": {"en": HELLO}}
    assert [(by, event) for by, _, event, _ in history(school)] == [
        (petra.id, "changed"),
        (petra.id, "changed"),
        (mateo.id, "put_back"),
    ]


def test_another_text_that_was_changed_since_does_not_hinder_and_the_same_does(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    writes(petra, HELLO)
    writes(petra, "Thanks!", "Thanks for a request")
    looks(mateo)
    writes(petra, "Thank you!", "Thanks for a request")
    mateo.presses("settings_put_back")
    assert AGAIN in mateo.modal().text
    looks(mateo)
    mateo.presses("settings_put_back")
    assert own(school) == {"welcome": {"en": HELLO}, "request": {"en": "Thanks!"}}


def test_what_is_left_as_it_was_is_no_text_of_its_own(school: School, petra: Person) -> None:
    opens(petra)
    petra.submits()
    petra.submits()
    assert "nothing was changed" in petra.modal().text
    assert own(school) == {}
    assert history(school) == []


def test_two_managers_at_once_the_later_sees_that_and_loses_nothing(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    opens(petra)
    petra.submits({FIELD: HELLO})
    writes(mateo, "Hey {student}, hey {buddy}!")
    petra.submits()
    assert "@Mateo has changed this text meanwhile." in petra.modal().text
    assert petra.modal().fields[FIELD] == HELLO
    assert own(school)["welcome"]["en"].startswith("Hey")
    petra.submits({FIELD: HELLO})
    petra.submits()
    assert own(school) == {"welcome": {"en": HELLO}}


def test_what_was_written_on_another_device_is_seen_before_it_is_saved(school: School, petra: Person) -> None:
    opens(petra)
    petra.submits({FIELD: HELLO})
    here, now, one = school.workspace.id, school.sandbox.now, own_texts.which("welcome", "en")
    with school.store.begin(here) as db:
        who = people.acting(db, petra.id)
        own_texts.preview(db, stories.vault(school), now, who, one, "Welcome {student}, welcome {buddy}!")
    petra.submits()
    shown = petra.modal().text
    assert "This has changed in the meantime. Nothing was done yet: please look once more." in shown
    assert "Welcome @Samira, welcome @Bruno!" in shown
    assert own(school) == {}
    petra.submits()
    assert own(school) == {"welcome": {"en": "Welcome {student}, welcome {buddy}!"}}


def test_of_two_who_fill_the_room_for_texts_at_once_the_later_is_told(school: School, petra: Person) -> None:
    two = {"English": petra, "Spanish": school.person("Mateo")}
    change_settings(school, own_texts={"request": {"en": "x" * (rule.TOTAL_MAX - len(HELLO) - 9)}})
    for language, person in two.items():
        opens(person, language=language)
        person.submits({f"Your text, in {language}": HELLO})
    here, now, gate, nobody_opens = school.workspace.id, school.sandbox.now, Barrier(2), Event()

    def saves(person: Person, language: str) -> object:
        one, vault = own_texts.which("welcome", language), stories.vault(school)
        gate.wait()
        try:
            with school.store.begin(here) as db:
                who = people.acting(db, person.id)
                people.programme(db)
                seen = drafts.mark(drafts.of(db, vault, now, person.id, FormKind.TEXT) or {})
                done = own_texts.save(db, vault, now, who, one, "", seen)
                nobody_opens.wait(0.3)  # the other one has looked by now, if nothing holds it back
                return done
        except UserError as wrong:
            return wrong.what

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(saves, two.values(), ("en", "es")))
    assert {str(one) for one in done} == {"True", "texts_too_long"}
    late, person = list(two.items())[done.index(Wrong.TEXTS_TOO_LONG)]
    person.submits()
    assert "All texts of your own together may have 20000 characters." in person.modal().text
    opens(person, language=late)
    assert person.modal().fields[f"Your text, in {late}"] == HELLO, "what was written is still there"


def test_what_was_not_saved_is_still_there_and_said_to_be_unsaved(school: School, petra: Person) -> None:
    opens(petra)
    petra.submits({FIELD: HELLO})
    petra.closes(all=True)
    opens(petra)
    assert petra.modal().fields[FIELD] == HELLO
    assert "it is not saved yet" in petra.modal().text
    petra.submits({FIELD: HELLO})
    petra.submits()
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(Draft).where(Draft.form == FormKind.TEXT)).all()


def test_who_runs_nothing_sees_no_texts(school: School, petra: Person) -> None:
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy settings")
    assert "group_texts" not in [one["block_id"] for one in ada.modal().view["blocks"]]


def test_the_weekly_reminder_takes_turns_in_the_programmes_words(school: School) -> None:
    nudge.planned(school)
    student, _, channel = nudge.team(school)
    change_settings(
        school,
        own_texts={f"nudge_{n}": {"en": f"Number {n} for {{student}}."} for n in (1, 2, 3)},
    )
    said = []
    for _ in range(2):
        school.sandbox.advance(days=7)
        said += [text for text in student.channel_texts(channel) if "Number" in text]
    assert len(set(said)) == 2, "another one each week"
    assert all("for @Samira." in one for one in said)


def test_one_that_does_not_fit_any_more_is_not_said_and_the_check_up_tells_it(school: School) -> None:
    proposal = launch.accepted(school)
    petra, samira = school.person("Petra"), school.person("Samira")
    change_settings(school, own_texts={"welcome": {"en": UNFIT}, "of_old": {"en": "x"}})
    launch.form(school, proposal)
    samira.sees(DEFAULT, in_channel=school.team_channel(samira, school.person("Bruno")))
    petra.types("/codebuddy doctor")
    told = petra.private_texts()[-1]
    assert "I cannot say this in your own words any more: Welcome in the team's channel (English)" in told
    assert "“of_old” (English)" in told
    opens(petra)
    petra.closes()
    assert "I cannot say it any more" in petra.modal().text


def test_it_goes_to_another_programme_with_the_settings(school: School, petra: Person) -> None:
    writes(petra, HELLO)
    writes(petra, SPANISH, language="Spanish")
    text = text_of(school)
    change_settings(school, own_texts={"request": {"en": "Mine."}})
    petra.closes(all=True)
    pastes(petra, text)
    told = petra.modal().text
    assert "Welcome in the team's channel (English)" in told
    assert "Then: Hi {student}" in told
    assert "Before: Mine." in told
    petra.submits()
    assert own(school) == {"welcome": {"en": HELLO, "es": SPANISH}}
    assert {one[2] for one in history(school)[-3:]} == {"imported"}
    looks(petra)
    petra.presses("settings_put_back")
    assert own(school) != {"welcome": {"en": HELLO, "es": SPANISH}}


def test_a_file_with_a_text_that_cannot_be_is_refused_and_one_of_before_leaves_them(
    school: School, petra: Person
) -> None:
    change_settings(school, own_texts={"welcome": {"en": HELLO}})
    text = text_of(school)
    pastes(petra, text.replace("{student}", "{mentor}"))
    assert "what stands at “own_texts”" in petra.modal().errors["Text of the file"]
    petra.closes(all=True)
    old = {**json.loads(text), "codebuddies_settings": 1, "later_months": 3}
    del old["own_texts"]
    pastes(petra, json.dumps(old, indent=1))
    petra.submits()
    assert programme(school)["later_months"] == 3
    assert own(school) == {"welcome": {"en": HELLO}}


def test_they_cost_no_query_beside_the_settings(school: School, petra: Person) -> None:
    """Each message reads the settings once; its words, and what the programme does without, come along."""
    set_of = {"welcome": {"en": HELLO}}
    change_settings(school, own_texts=set_of, features_off=["thanks"])
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    with school.store.read(school.workspace.id) as db:
        people.programme(db)
        event.listen(Engine, "before_cursor_execute", note)
        found = own_texts.of(db), features.off(db)
        event.remove(Engine, "before_cursor_execute", note)
    assert found == (set_of, {Feature.THANKS})
    assert asked == []
