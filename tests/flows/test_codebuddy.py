"""`/codebuddy`: what can I do here, by role; and words that are not quite right."""

import re

import pytest

from bot.rules.words import SYNONYMS
from handlers.codebuddy import WORDS
from sandbox.people import Person
from tests import stories
from tests.conftest import School


def commands_in(text: str) -> set[str]:
    return set(re.findall(r"/codebuddy ([a-z]+)", text))


def test_before_the_set_up_an_admin_reads_how_to_begin_and_others_who_can(school: School) -> None:
    ada, olu = school.person("Ada", admin=True), school.person("Olu")
    assert commands_in(ada.types("/codebuddy").text) == {"setup"}
    ada.clicks("Set up")
    assert ada.modal().title == "Set up CodeBuddies"
    assert "An admin of this workspace can type /codebuddy setup" in olu.types("/codebuddy help").text
    assert "[Set up]" not in olu.private_texts()[-1]


def test_everybody_reads_help_first_and_then_what_fits_the_role(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    olu, petra = school.person("Olu"), school.person("Petra")
    hers = samira.types("/codebuddy").text
    assert hers.splitlines()[1].startswith("• I need help")
    assert f"log a session with @{bruno.name}" in hers
    of_everybody = {"support", "contacts", "language", "privacy", "feedback"}
    assert commands_in(hers) == {"plan", "hours", "status", "away", "end"} | of_everybody
    assert f"log a session with @{samira.name}" in bruno.types("/codebuddy").text
    assert commands_in(olu.types("/codebuddy").text) == {"request", "volunteer"} | of_everybody
    managers = petra.types("/codebuddy").text
    assert {"match", "setup"} <= commands_in(managers)
    assert "what needs you first: nothing now" in managers


def test_the_example_of_a_session_is_one_that_would_be_taken_today(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    luz, _, _ = stories.team(school, "Luz", "Emil", weeks=0)
    assert "/logsession 1h30 yesterday react" in samira.types("/codebuddy").text
    assert "/logsession 1h30 react" in luz.types("/codebuddy").text
    luz.types("/logsession 1h30 react")
    luz.sees_privately("1 h 30")


def test_every_command_that_is_told_of_exists(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    told: set[str] = set()
    for person in (
        samira,
        bruno,
        school.person("Petra"),
        school.person("Olu"),
        school.person("Ada", admin=True),
    ):
        told |= commands_in(person.types("/codebuddy").text)
    assert told <= set(WORDS)
    assert set(WORDS) == set(SYNONYMS)


@pytest.mark.parametrize(
    ("typed", "word"), [("contakts", "contacts"), ("reqest", "request"), ("apoio", "support")]
)
def test_a_slip_of_the_fingers_gets_the_nearest_command_and_a_button_for_it(
    school: School, typed: str, word: str
) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    assert f"Did you mean /codebuddy {word}?" in olu.types(f"/codebuddy {typed}").text
    olu.clicks("Yes")
    if word == "contacts":
        olu.sees_privately("Whom to turn to")
    else:
        assert olu.has_modal()


def test_words_that_nothing_is_near_are_neither_repeated_nor_kept(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    answer = olu.types("/codebuddy xylophone about my secret").text
    assert "I did not understand that. Nothing was stored." in answer
    assert "/codebuddy contacts" in answer
    olu.does_not_see("xylophone")
    olu.does_not_see("secret")


def test_only_a_manager_is_guessed_to_mean_a_managers_word(school: School) -> None:
    stories.set_up(school)
    olu, petra = school.person("Olu"), school.person("Petra")
    assert "/codebuddy match" not in olu.types("/codebuddy emparegar").text
    assert "/codebuddy match" in petra.types("/codebuddy emparegar").text


def test_spanish_words_and_a_spanish_speaker(school: School) -> None:
    stories.set_up(school)
    lucia = school.person("Lucía", locale="es-ES")
    lucia.types("/codebuddy contactos")
    assert "petra@school.example" in lucia.private_texts()[-1]
    lucia.types("/codebuddy ¡AYUDA!")
    assert commands_in(lucia.private_texts()[-1]) >= {"contacts", "request"}


def test_a_session_can_be_logged_here_too(school: School) -> None:
    samira, bruno, channel = stories.team(school)
    samira.types("/codebuddy log 1h30 today react", channel=channel)
    bruno.sees("logged 1 h 30", in_channel=channel)


def test_status_tells_how_it_stands_and_the_next_step(school: School) -> None:
    stories.set_up(school)
    samira, _, channel = stories.team(school)
    assert channel is not None
    samira.types("/logsession 1h30 today", channel=channel)
    samira.types("/codebuddy estado")
    samira.sees_privately("This week 1 h 30 of 2 h, 30 min to go.")
    samira.sees_privately(f"Next: agree on a time in #{channel.name}")


@pytest.mark.parametrize("guest", [True, "single"])
def test_a_guest_is_told_whom_to_ask(school: School, guest: bool | str) -> None:
    stories.set_up(school)
    guests: Person = school.person("Gus", guest=guest)
    guests.types("/codebuddy")
    guests.sees_privately("CodeBuddies is for full members of this workspace.")


def test_a_button_from_before_an_upgrade_is_answered_in_words(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    button = {"type": "button", "action_id": "once", "text": {"type": "plain_text", "text": "Once"}}
    blocks = [{"type": "actions", "block_id": "old", "elements": [button]}]
    school.coordinator.deps.sender.chat_postMessage(channel=petra.id, text="Once", blocks=blocks)
    assert petra.clicks("Once").ok
    petra.sees_privately("This button is from an earlier version. Nothing was changed.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"callback_id": "modal_once"}, "This form is from an earlier version. Nothing was stored."),
        ({"private_metadata": "{not json"}, "I could not read that. Nothing was stored."),
    ],
)
def test_a_form_that_nothing_knows_or_can_read_keeps_what_was_typed(
    school: School, change: dict[str, str], words: str
) -> None:
    ada = school.person("Ada", admin=True)
    ada.types("/codebuddy setup")
    view = school.workspace.calls("views.open")[-1]["result"]["view"]
    kept = ("type", "title", "submit", "close", "blocks", "callback_id", "private_metadata")
    changed = {name: view[name] for name in kept} | change
    school.coordinator.deps.sender.views_update(view_id=view["id"], view=changed)
    ada.submits(
        {"Project manager": ada, "Programme manager": ada, "E-mail of the project manager": "a@b.example"}
    )
    assert words in ada.modal().errors["Language of the programme"]
    assert ada.modal().fields["E-mail of the project manager"] == "a@b.example"
