"""Whom to turn to, for what, and who is next when somebody is away."""

import pytest

from bot.rules.emergency import Emergency
from bot.services.contacts import Contact, Contacts
from bot.views import contacts as views
from models.people import EMERGENCY
from tests import stories
from tests.conftest import School


def some(
    first: str | None = "U1",
    door: str | None = "U2",
    backups: tuple[str, ...] = (),
    support: str | None = None,
) -> Contacts:
    return Contacts(
        Contact(first, f"{first.lower()}@school.example") if first else None,
        Contact(door, None) if door else None,
        tuple(Contact(user, None) for user in backups),
        (Contact("U9", "u9@school.example"),),
        support,
        Emergency(**EMERGENCY),
    )


def test_contacts_are_named_by_slack_and_by_e_mail_in_the_order_in_which_they_are_asked(
    school: School,
) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    olu.types("/codebuddy contacts")
    for line in (
        "Your buddy team, or anything about CodeBuddies: @Petra (petra@school.example)",
        "When @Petra is away: first @Mateo (mateo@school.example), then @Bea (bea@school.example)",
        "Something private, in confidence: @Mateo (mateo@school.example). This contact can also look for more support",
    ):
        olu.sees_privately(line)


def test_nobody_of_the_wellbeing_team_is_named_to_everybody(school: School) -> None:
    stories.set_up(school)
    olu = school.person("Olu")
    olu.types("/codebuddy contacts")
    olu.opens_home()
    olu.sees("Whom to turn to")
    olu.does_not_see(f"<@{school.person('Wanda').id}>")
    olu.does_not_see("@Wanda")
    olu.does_not_see("wanda@school.example")


def test_before_the_set_up_nobody_is_named(school: School) -> None:
    olu = school.person("Olu")
    olu.types("/codebuddy contacts")
    olu.sees_privately("Nobody is named here yet.")
    olu.sees_privately("In danger now? Call 112.")


@pytest.mark.parametrize(
    ("backups", "line"),
    [((), ["U2"]), (("U3",), ["U2", "U3"]), (("U2", "U3", "U1"), ["U2", "U3"]), (("U3", "U2"), ["U2", "U3"])],
)
def test_each_is_next_once_and_nobody_after_herself(backups: tuple[str, ...], line: list[str]) -> None:
    assert [contact.user_id for contact in some(backups=backups).next_in_line] == line


def test_a_single_person_has_nobody_next_and_no_line_says_so() -> None:
    text = views.text(some(door="U1"), "en")
    assert "away" not in text
    assert text.count("\n") == 1


def test_the_support_channel_is_a_link() -> None:
    assert "<#C7>" in views.text(some(support="C7"), "en")
    assert "coding question" not in views.text(some(), "en")


def test_it_is_short_enough_for_a_phone() -> None:
    text = views.text(some(backups=("U3", "U4", "U5", "U6", "U7"), support="C7"), "en")
    assert text.count("\n") == 3
    assert len(text) < 700
