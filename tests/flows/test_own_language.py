"""In which language somebody is written to: her own choice, then Slack's, then the programme's; and a team's channel."""

from __future__ import annotations

from tests import stories
from tests.conftest import School


def test_somebody_new_is_asked_in_which_language_and_from_then_on_it_is_hers(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    assert "Which language should I write to you in?\nEnglish, Español" in olu.opens_home()
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
