"""Two real server processes, twenty people at once, and a store that is not to be had: each is answered within Slack's
three seconds, who reads that it is stored finds it stored, and of the others nothing is."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import psycopg
import pytest
from sqlalchemy import func, select

from bot import ids
from bot.errors import UserError, Wrong
from bot.views import errors
from models import BuddySession
from sandbox.delivery import signature
from tests import scraped, stories
from tests.straight import fresh
from tests.test_metrics_served import Web, scrape, start, web
from tests.web.hosted import FORM, wire

__all__ = ["start", "web"]

MANY, HELD = 20, 1.2
"""Eight of them are begun at once; for so many seconds somebody else holds what they need."""
BUSY, HELD_UP = (errors.words(UserError(one), "en").text for one in (Wrong.SHED, Wrong.BUSY))
"""The second: it was begun, and what it needs was held by somebody for too long."""
SLACK = 3.0


@dataclass
class Answer:
    text: str
    seconds: float


def types(web: Web, user: str, channel: str, number: int) -> Answer:
    space = web.school.workspace
    body = {
        "command": ids.LOG_SESSION,
        "text": f"{10 + number} min today",
        "team_id": space.id,
        "user_id": user,
        "channel_id": channel,
        "trigger_id": fresh(),
        "response_url": "http://127.0.0.1:9/",
    }
    raw, _ = wire(body)
    headers = {"Content-Type": FORM, **signature(space.signing_secret, raw)}
    began = time.perf_counter()
    told = httpx.post(
        f"http://127.0.0.1:{web.port}/slack/events", content=raw, headers=headers, trust_env=False, timeout=20
    )
    return Answer(json.loads(told.text)["text"], time.perf_counter() - began)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("web", [True], indirect=True)
def test_each_is_answered_in_time_and_what_was_refused_is_not_there(web: Web) -> None:
    samira, _, channel = stories.team(web.school)
    assert channel is not None
    types(web, samira.id, channel.id, MANY)
    with (
        psycopg.connect(web.school.store.address) as holder,
        ThreadPoolExecutor(MANY) as people,
    ):
        holder.execute("SELECT id FROM teams FOR UPDATE")
        asked = [people.submit(types, web, samira.id, channel.id, number) for number in range(MANY)]
        holder.execute("SELECT pg_sleep(%s)", (HELD,))
        holder.rollback()
        answers = [one.result() for one in asked]
    assert max(one.seconds for one in answers) < SLACK
    logged = [one for one in answers if "Logged" in one.text]
    shed = [one for one in answers if one.text == BUSY]
    assert len(logged) + len(shed) + sum(one.text == HELD_UP for one in answers) == MANY
    assert min(len(logged), len(shed)) >= 1
    with web.school.store.begin(web.school.workspace.id) as db:
        assert db.scalars(select(func.count()).select_from(BuddySession)).one() == len(logged) + 1
    counted = scraped.samples(scrape(web.port).text)["codebuddies_shed_total", (("payload", "command"),)]
    assert 1 <= counted <= len(shed)
