"""Beginnings of stories that several files tell."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from sandbox.people import Person
from tests import stories
from tests.confidential import Printed, Scene
from tests.conftest import School


@pytest.fixture
def scene(school: School) -> Scene:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    admin = school.person("Ada", admin=True)
    other = school.person("Otto")
    named = [school.person(name) for name in ("Petra", "Bea", "Wanda")]
    school.sandbox.settings(rate_limits=False)
    school.sandbox.settle()
    return Scene(school, student, school.person("Mateo"), [buddy, admin, other, *named])


@pytest.fixture
def printed() -> Iterator[Printed]:
    """All that the program and its libraries log, written as where it serves."""
    before, stream = structlog.get_config(), io.StringIO()
    logs.configure()
    structlog.configure(
        **{
            **structlog.get_config(),
            "logger_factory": structlog.PrintLoggerFactory(stream),  # type: ignore[arg-type]
            "cache_logger_on_first_use": False,
        }
    )
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    yield stream.getvalue
    logging.getLogger().removeHandler(handler)
    structlog.configure(**before)


@pytest.fixture
def petra(school: School) -> Person:
    """The project manager of a school that is set up."""
    stories.set_up(school)
    return school.person("Petra")


@pytest.fixture
def samira(school: School) -> Person:
    """A student of a school that is set up."""
    stories.set_up(school)
    return school.person("Samira")
