"""What the stories of a student who asks share: the labels of the form's fields, and a request on its way."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models import BuddyRequest
from sandbox.people import Person
from tests import stories
from tests.conftest import School

CLASS = "Which class are you in?"
LANGUAGES = "Which languages do you speak well?"
SOME = "In which others do you get by?"
TOPICS = "What is it about?"
WISH = "What would you like help with?"
NOTE = "Is there anything else they should know?"
TIMES = "When could you meet?"
PLACE = "Where would you like to meet?"
CITY = "In which city?"
TRAITS = "I would prefer a buddy who is …"
BOXES = "Please tick what you want"
AGE = "How old are you?"
ASKED: dict[str, Any] = {
    CLASS: "Web Development in Spanish",
    LANGUAGES: ["Arabic", "Spanish"],
    TOPICS: ["React", "Git"],
}
"""The first page, with what it needs and a little more; the second can be sent as it is."""


def request(school: School) -> BuddyRequest:
    """The only request there is."""
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        db.expunge(row)
        return row


def on_its_way(school: School, yes: int) -> tuple[Person, Person]:
    """Petra and Bruno; a possible team of Samira and Bruno, to which so many have said yes."""
    petra, bruno = school.person("Petra"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    for person, label in ((petra, "Approve"), (bruno, "Accept"))[:yes]:
        person.clicks(label)
        school.sandbox.advance(minutes=1)
    return petra, bruno
