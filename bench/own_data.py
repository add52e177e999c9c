"""The copy that somebody asks for: all that is hers, gathered, written as a page and packed.

own_data_500   500 sessions of one team; the reference is every statement of it with its rows
               fetched by the bare driver. What a person waits for is `ms`.
"""

from __future__ import annotations

import statistics
from datetime import UTC, datetime, timedelta

from bench.databases import on_both
from bench.digest import asked_of, bare
from bench.figures import figure
from bench.nudge_sweep import timed
from bot.delivery.letters.own_data import packed
from bot.deps import Vaults
from bot.services import own_data, people, workspaces
from bot.services.people import Facts
from bot.speech import speech
from bot.vault import KeyRing
from bot.views import own_file
from bot.views.own_file_words import Reader
from models import BuddySession, Team, schema
from models.enums import TeamState
from models.store import Store

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
SESSIONS, ROUNDS, MILLISECONDS = 500, 9, 2_000
HERS = "USAMIRA"


def build(store: Store, vaults: Vaults) -> None:
    workspaces.ensure(store, vaults, "T1", "UBOT", "Europe/Madrid", NOW)
    with store.begin("T1") as db:
        for user in (HERS, "UBRUNO"):
            people.remember(
                db, Facts(user, "en", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False), NOW
            )
        begun = NOW - timedelta(days=SESSIONS)
        team = Team(
            student_id=HERS, buddy_id="UBRUNO", state=TeamState.ACTIVE, language="en", timezone="Europe/Madrid",
            weekly_minutes=120, launched_on=begun.date(), launched_at=begun, unanswered_nudges=0,
        )  # fmt: skip
        db.add(team)
        db.flush()
        for day in range(SESSIONS):
            held = begun + timedelta(days=day)
            db.add(
                BuddySession(
                    team_id=team.id,
                    held_on=held.date(),
                    minutes=90,
                    topic="React hooks",
                    logged_by=HERS,
                    logged_at=held,
                )
            )


def copied(store: Store, vaults: Vaults) -> bytes:
    with store.read("T1") as db:
        part = own_data.part(db, vaults.of("T1"), HERS, 1)
        reader = Reader(speech("en"), "Europe/Madrid", HERS, {})
        return packed(part, own_file.page(part, NOW, reader))


def measure(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url)
    vaults = Vaults(KeyRing.new(), store)
    build(store, vaults)
    size = len(copied(store, vaults))
    asked = asked_of(store, lambda: copied(store, vaults))
    reference = bare(store, asked)
    references, values = [], []
    for _ in range(ROUNDS):
        references.append(timed(reference))
        values.append(timed(lambda: copied(store, vaults)))
    value, least = statistics.median(values), statistics.median(references)
    figure(
        "own_data_500", round(value, 4), round(least, 4), "s", database=database, ms=round(value * 1000, 1),
        most_ms=MILLISECONDS, bytes=size, statements=len(asked),
    )  # fmt: skip
    store.close()


def main() -> None:
    on_both(measure)


if __name__ == "__main__":
    main()
