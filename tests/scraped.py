"""A scrape of `/metrics`, as Prometheus reads it."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from bot.monitoring import Scrape
from tests.conftest import School

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def text(school: School) -> str:
    coordinator = school.coordinator
    return Scrape(coordinator.deps, coordinator.engine.late).text().decode()


def samples(scraped: str) -> Samples:
    """Name and labels, without the process's number → value."""
    return {
        (one.name, tuple(sorted((k, v) for k, v in one.labels.items() if k != "process"))): one.value
        for family in text_string_to_metric_families(scraped)
        for one in family.samples
    }


def value(school: School, name: str, **labels: str) -> float | None:
    """None: there is no such series."""
    return samples(text(school)).get((name, tuple(sorted(labels.items()))))


def labels(scraped: str) -> dict[str, set[str]]:
    """Every label, and what it says."""
    found: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(scraped):
        for one in family.samples:
            for name, said in one.labels.items():
                found.setdefault(name, set()).add(said)
    return found


MEASURED = (
    "_bucket{",
    "_sum{",
    "codebuddies_database_clock_ahead_seconds ",
    "codebuddies_database_connections{",
    "codebuddies_last_tick_timestamp_seconds{",
    "codebuddies_socket_silent_seconds",
)
"""How long something took, how far clocks differ, how many threads met: another each time."""


def steady(scraped: str) -> list[str]:
    """What it says but for what is `MEASURED`, without the process's number, in an order."""
    lines = (line for line in scraped.splitlines() if not any(part in line for part in MEASURED))
    return sorted(re.sub(r'process="[0-9]+"', "", line) for line in lines)
