"""In which language somebody is written to: her own choice, then Slack's, then the programme's; and a team's channel."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, update

from bot.delivery import named
from bot.delivery.kinds import Call
from bot.rules.erasing import NOBODY
from bot.services import channels
from bot.speech import without_unseen
from models import BuddyRequest, Team, Volunteer
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.meeting_people import Files


def test_somebody_new_is_asked_in_which_language_and_from_then_on_it_is_hers(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    home = olu.opens_home()
    assert "Which language should I write to you in?\nEnglish, " in home
    assert ", Español" in home
    olu.clicks_home("Change language")
    olu.submits({"Which language should I write to you in?": "Español"})
    assert "Desde ahora te escribo en español." in olu.modal().text
    olu.closes()
    home = olu.opens_home()
    assert "¿En qué idioma" not in home
    assert "Idioma: Español" in home
    assert "Qué puedes hacer aquí" in olu.types("/codebuddy").text
    olu.changes_locale("en-GB")
    assert "Qué puedes hacer aquí" in olu.types("/codebuddy").text


def test_who_takes_part_without_having_been_asked_finds_her_language_by_its_own_name(school: School) -> None:
    stories.set_up(school)
    stories.waiting(school, "Oksana", "uk")
    oksana = school.person("Oksana")
    home = oksana.opens_home()
    assert "Language: English\nEnglish, " in home
    assert ", Українська" in home
    oksana.clicks_home("Change language")
    oksana.submits({"Which language should I write to you in?": "Українська"})
    oksana.closes()
    home = oksana.opens_home()
    assert "Мова: Українська" in home
    assert "Español" not in home


def test_a_choice_is_taken_back_and_slacks_language_holds_again(school: School) -> None:
    stories.set_up(school)
    pilar = school.person("Pilar", locale="es-ES")
    assert "From now on I write to you in English." in pilar.types("/codebuddy language inglés").text
    pilar.types("/codebuddy language")
    assert pilar.modal().title == "Language"
    pilar.submits({"Which language should I write to you in?": "As in Slack: Español"})
    assert "No has elegido un idioma propio" in pilar.modal().text
    pilar.closes()
    pilar.changes_locale("en-US")
    assert "What you can do here" in pilar.types("/codebuddy").text


def test_a_language_is_named_as_people_name_it_and_an_unknown_one_is_said(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    for typed in ("es", "ES-mx", "es_419", "spanish", "Español", "espanol"):
        assert "Desde ahora te escribo en español." in olu.types(f"/codebuddy language {typed}").text
        olu.types("/codebuddy idioma en")
    for typed in ("tlh", "x" * 60, "🙂", "es es"):
        said = olu.types(f"/codebuddy language {typed}").text
        assert said.startswith("I do not speak this language yet. I speak: English, ")
        assert "Nothing was changed." in said
    assert "What you can do here" in olu.types("/codebuddy").text


def test_slack_is_asked_for_a_persons_locale_once(school: School) -> None:
    stories.set_up(school)
    pilar = school.person("Pilar", locale="es-ES")
    before = len(school.workspace.calls("users.info"))
    for _ in range(3):
        pilar.opens_home()
        assert "Qué puedes hacer aquí" in pilar.types("/codebuddy").text
        school.sandbox.advance(hours=5)
    assert len(school.workspace.calls("users.info")) == before + 1


CHANNELS = [
    # hers, his, what each reads Slack in → what stands in their channel; the team's own language is English
    (("es", "en"), ("es", "en"), ("es-ES", "en-US"), ["en"]),
    (("es", "ar"), ("ca", "es"), ("es-ES", "en-US"), ["es"]),
    (("ar",), ("ca",), ("es-ES", "en-US"), ["en", "es"]),
    (("tr",), ("tr",), ("es-ES", "es-MX"), ["es"]),
    ((), (), ("es-ES", "es-MX"), ["es"]),
    ((), (), ("en-US", "es-ES"), ["en", "es"]),
]


@pytest.mark.parametrize(
    ("chosen", "fluent", "written"),
    [
        ((None, None), (("ar",), ("ar",)), ["ar"]),  # both get by in English, which Slack shows them
        ((None, None), (("ar", "en"), ("ar", "en")), ["en"]),
        (("fr", None), (("ar",), ("ar",)), ["fr"]),
        ((None, "fr"), (("ar",), ("ar",)), ["ar"]),  # his screens are his own: she has not chosen French
        ((None, "fr"), (("ar", "fr"), ("ar",)), ["fr"]),
        ((None, "fr"), (("ar",), ("en",)), ["fr"]),  # no language is both's best; French is one she reads
        (("fr", "es"), (("ar",), ("ar",)), ["fr"]),
        (("uk", None), (("ar",), ("ar",)), ["ar"]),
    ],
)
def test_of_several_languages_that_they_share_hers_goes_first_then_what_both_speak_best(
    school: School,
    chosen: tuple[str | None, str | None],
    fluent: tuple[tuple[str, ...], tuple[str, ...]],
    written: list[str],
) -> None:
    stories.set_up(school)
    stories.waiting(school, "Samira", "ar", "en", "fr")
    stories.volunteer(school, "Bruno", "ar", "en", "fr")
    samira, bruno, _ = stories.team(school)
    for one, language in zip((samira, bruno), chosen, strict=True):
        if language:
            one.types(f"/codebuddy language {language}")
    with school.store.begin(school.workspace.id) as db:
        for table, hers in zip((BuddyRequest, Volunteer), fluent, strict=True):
            db.execute(update(table).values(fluent=list(hers)))
        assert channels.readers_languages(db, db.scalars(select(Team)).one()) == written


@pytest.mark.parametrize(("hers", "his", "reads", "written"), CHANNELS)
def test_a_channel_is_written_to_in_what_the_two_share_else_in_what_each_reads(
    school: School, hers: tuple[str, ...], his: tuple[str, ...], reads: tuple[str, str], written: list[str]
) -> None:
    stories.set_up(school)
    if hers:
        stories.waiting(school, "Samira", *hers)
        stories.volunteer(school, "Bruno", *his)
    samira, bruno, _ = stories.team(school)
    samira.changes_locale(reads[0])
    bruno.changes_locale(reads[1])
    with school.store.begin(school.workspace.id) as db:
        assert channels.readers_languages(db, db.scalars(select(Team)).one()) == written


def test_what_both_have_chosen_is_written_in_their_channel_and_without_it_both_languages(
    school: School,
) -> None:
    stories.set_up(school)
    samira, bruno, room = stories.team(school)
    assert room is not None
    samira.types("/codebuddy language es")
    samira.types("/logsession 1h react")
    bruno.sees("logged 1 h", in_channel=room)
    bruno.sees("ha anotado 1 h", in_channel=room)
    bruno.types("/codebuddy language es")
    bruno.types("/logsession 45m react")
    samira.sees("ha anotado 45 min", in_channel=room)
    assert not [text for text in samira.channel_texts(room) if "logged 45 min" in text]


def in_their_channel(
    school: School, samira: Person, bruno: Person, agree: str, files: Files
) -> tuple[str, set[str], str]:
    """Its topic after they agreed on other hours; a meeting's titles; and how somebody erased is called there."""
    samira.types("/codebuddy hours")
    samira.submits({"hours": "3h"})
    bruno.clicks(agree)
    [topic] = [call["args"]["topic"] for call in school.workspace.calls("conversations.setTopic")]
    samira.types("/codebuddy plan")
    samira.submits({"day": "2026-03-05", "time": "18:00", "minutes": "60", "place": "Room 2"})
    samira.closes(all=True)
    [(_, entry)] = files.take()
    [shared] = school.workspace.calls("files.completeUploadExternal")
    [file] = json.loads(shared["args"]["files"])
    with school.store.read(school.workspace.id) as db:
        number = db.scalars(select(Team.id)).one()
        call = named.shown(db, f"team:{number}", Call("chat.postMessage", {"text": f"<@{NOBODY}1>"}))
    return topic, {str(entry["summary"]), file["title"]}, str(call.arguments["text"])


def test_all_in_their_channel_is_in_what_both_have_chosen(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    for one in (samira, bruno):
        one.types("/codebuddy language es")
    topic, titles, gone = in_their_channel(
        school, samira, bruno, "De acuerdo: 3 h a la semana", Files(monkeypatch)
    )
    assert topic == (
        "Alrededor de 3 h por semana de media. Anotar una sesión: /logsession. Ayuda: /codebuddy support"
    )
    assert titles == {"CodeBuddies: reunión del equipo"}
    assert gone == "alguien que ya no está aquí"


def test_all_in_their_channel_is_in_the_languages_of_both_where_they_share_none(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    samira.types("/codebuddy language ar")
    bruno.types("/codebuddy language ca")
    topic, titles, gone = in_their_channel(
        school, samira, bruno, "D'acord: 3 h per setmana", Files(monkeypatch)
    )
    assert len(topic) <= 250
    hers, his = topic.split(" / ")
    assert hers.startswith("\u2068حوالي ")
    assert his.startswith("\u2068Unes 3 h per setmana de mitjana. Anota una sessió: /logsession.")
    assert {without_unseen(one) for one in titles} == {
        "لقاء الفريق في CodeBuddies / CodeBuddies: trobada de l'equip"
    }
    assert without_unseen(gone) == "شخص لم يعد هنا / algú que ja no hi és"


NAMES = "English, "


def test_whoever_begins_with_a_command_finds_her_language_until_she_has_chosen(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu", locale="de-DE")
    assert NAMES in olu.types("/codebuddy").text
    assert NAMES in olu.types("/codebuddy xylophone").text
    olu.types("/codebuddy volunteer")
    assert NAMES in olu.modal().text
    olu.closes()
    olu.types("/codebuddy")
    olu.clicks("Change language")
    olu.submits({"Which language should I write to you in?": "Español"})
    assert "Desde ahora te escribo en español." in olu.modal().text
    olu.closes()
    assert NAMES not in olu.types("/codebuddy").text
    for word in ("request", "volunteer"):
        olu.types(f"/codebuddy {word}")
        assert NAMES not in olu.modal().text
        olu.closes()


@pytest.mark.parametrize(("word", "title"), [("request", "Pedir buddy"), ("volunteer", "Ser buddy")])
def test_in_a_form_she_has_begun_the_language_changes_and_what_she_typed_stays(
    school: School, word: str, title: str
) -> None:
    stories.set_up(school)
    ana = school.person("Ana", locale="de-DE")
    words = {"request": "What would you like help with?", "volunteer": "A few words to your student"}[word]
    ana.types(f"/codebuddy {word}")
    ana.fills({words: "Hooks and courage"})
    ana.presses("Change language")
    ana.submits({"Which language should I write to you in?": "Español"})
    assert ana.modal().title == title
    assert "Hooks and courage" in ana.modal().fields.values()
    assert NAMES not in ana.modal().text
