"""A school that runs the program by itself, with one token, takes it out; Slack's word of that may be late."""

from __future__ import annotations

from sqlalchemy import select

from models import Workspace
from tests import stories
from tests.conftest import School


def has_left(school: School) -> bool:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Workspace.left_at)).one() is not None


def test_it_falls_silent(school: School) -> None:
    stories.set_up(school)
    school.workspace.takes_out_the_app()
    assert has_left(school)


def test_it_goes_on_where_that_is_over_and_its_token_is_good(school: School) -> None:
    stories.set_up(school)
    school.workspace.takes_out_the_app(late=True)
    assert not has_left(school)
    school.person("Ana").types("/codebuddy help")
    assert "I need help" in school.person("Ana").everything_visible()
