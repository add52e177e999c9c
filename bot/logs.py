"""Logs: one JSON object a line; ids and counts only. Nothing that a person wrote, no name, no token."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

Record = MutableMapping[str, Any]


def configure() -> None:
    """Send the program's records to standard error, and keep its libraries to warnings."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            trace_without_words,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutWords("%(levelname)s %(name)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])


class WithoutWords(logging.Formatter):
    """For the libraries' own records: who says it, and for an exception what it is and where, never its text."""

    def formatException(self, ei: Any) -> str:
        return f"{ei[0].__name__} at {', '.join(_places(ei[2]))}"


def trace_without_words(logger: object, name: str, record: Record) -> Record:
    """Say what was raised and where, without the exception's text: it may quote what somebody wrote."""
    given = record.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        record["error"] = type(error).__name__
        record["at"] = _places(error.__traceback__)
    return record


def kind(error: BaseException) -> str:
    """What was raised, and not where: for what nobody may tell apart by its place in the code. Of a group, each."""
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return ", ".join(sorted({kind(one) for one in inner})) or type(error).__name__


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
