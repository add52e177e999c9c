"""What took its time: each answer, call to Slack and sweep as a span, for whoever collects spans; kept nowhere here.

A span tells what is counted (`bot.metrics`), and leaves out what that leaves out.
"""

from __future__ import annotations

import importlib
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from sqlalchemy import Engine, event

from bot.config import BadSettings
from models import compiled

ASKED: Final = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
"""OpenTelemetry's own names: https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/"""
BEGUN: Final = "codebuddies_traces_begun"
STATEMENTS_MAX: Final = 100
"""Statements of one answer that are told one by one."""
_VERB = re.compile(r"\s*([A-Za-z]+)")


@dataclass(frozen=True)
class Span:
    """`began` and `seconds` by `time.perf_counter`; `facts` are words of the program alone."""

    name: str
    began: float
    seconds: float
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: Sequence[Span] = ()


class Traces(Protocol):
    """Whoever takes spans. Must not raise, nor keep the caller waiting; at the end, not for long."""

    def tell(self, span: Span) -> None: ...

    def end(self) -> None: ...


class Untold:
    """Nobody has asked for them."""

    def tell(self, span: Span) -> None:
        pass

    def end(self) -> None:
        pass


_statements: ContextVar[list[Span] | None] = ContextVar("statements", default=None)


@contextmanager
def statements() -> Iterator[list[Span]]:
    """What is asked of watched stores until the block ends, in this thread."""
    found: list[Span] = []
    before = _statements.set(found)
    try:
        yield found
    finally:
        _statements.reset(before)


def watch(engine: Engine) -> None:
    """From now on its statements are parts of the answer that they are for: what each does, never what it holds."""

    @event.listens_for(engine, "before_cursor_execute")
    def begun(_: Any, __: Any, ___: str, ____: Any, context: Any, *_____: Any) -> None:
        setattr(context, BEGUN, time.perf_counter())

    @event.listens_for(engine, "after_cursor_execute")
    def ended(_: Any, __: Any, statement: str, ___: Any, context: Any, *____: Any) -> None:
        _heard(statement, getattr(context, BEGUN))

    if _heard not in compiled.HEARD:
        compiled.HEARD.append(_heard)


def _heard(statement: str, began: float) -> None:
    found = _statements.get()
    if found is not None and len(found) < STATEMENTS_MAX:
        verb = _VERB.match(statement)
        found.append(Span(verb[1].upper() if verb else "SQL", began, time.perf_counter() - began))


def asked_for() -> Traces:
    """What the environment asks for by OpenTelemetry's own variables. Raises `BadSettings`: its libraries are missing."""
    names = [name for name in ASKED if os.environ.get(name)]
    if not names or _is("OTEL_SDK_DISABLED", "true") or _is("OTEL_TRACES_EXPORTER", "none"):
        return Untold()
    try:
        exporting = importlib.import_module("bot.telemetry")
    except ModuleNotFoundError as error:
        raise BadSettings(
            f"{names[0]} asks for traces, and {error.name} is not installed. Install what sends them: "
            "pip install --require-hashes -r requirements-traces.txt, or take the variable away."
        ) from None
    made: Traces = exporting.Telemetry()
    return made


def _is(name: str, value: str) -> bool:
    return os.environ.get(name, "").strip().casefold() == value
