"""Logs: one JSON object a line; ids and counts only. Nothing that a person wrote, no name, no token."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import MutableMapping
from datetime import UTC, datetime
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
    handler.setFormatter(WithoutWords())
    handler.addFilter(_is_news)
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(capture=True)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns at every start that it was given a token, and of deliveries that the door answers itself."""
    return record.name != "slack_bolt.App" or record.levelno >= logging.ERROR


def tell(event: str, sentence: str, **facts: object) -> None:
    """What the person who starts the program should know: a sentence at her terminal, else a record."""
    if sys.stderr.isatty():
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
    else:
        structlog.get_logger().info(event, **facts)


def fault(_: type[BaseException], error: BaseException | None, __: TracebackType | None) -> None:
    """For `sys.excepthook`: what nobody caught is a record, too."""
    structlog.get_logger().critical("fault", exc_info=error)


class WithoutWords(logging.Formatter):
    """For the libraries' own records: who says it, and for an exception what it is and where, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        said: dict[str, Any] = {"event": "library", "library": record.name, "level": record.levelname.lower()}
        if error is not None:
            said |= {"error": type(error).__name__, "at": _places(error.__traceback__)}
        moment = datetime.fromtimestamp(record.created, UTC)
        return json.dumps({**said, "timestamp": moment.isoformat().replace("+00:00", "Z")})


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
