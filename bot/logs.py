"""Logs: one JSON object a line; ids and counts only. Nothing that a person wrote, no name, no token.

Every door through which words could come goes through here: the program's own records hold facts that are listed below,
and nothing else; a library's record is emptied when it is made, whichever handler writes it; what nobody caught, in
whatever thread, is such a record, too.
"""

from __future__ import annotations

import contextlib
import json
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, MutableMapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar

import structlog
from structlog.contextvars import bound_contextvars, get_contextvars, merge_contextvars

Record = MutableMapping[str, Any]
A = TypeVar("A")
B = TypeVar("B")

WITHHELD = "withheld"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.+:]{0,79}")
"""Of an error, a method, a part of the program: what Slack and Python call them."""
_ID = re.compile(r"[A-Z0-9]{1,32}")
"""Of a workspace, as Slack gives it."""
_OWN = re.compile(r"[A-Za-z][\w() +-]{0,399}")
"""Names that the program gives itself: to its sweeps, and to its threads."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.+]{8,24}")
_MARK = re.compile(r"[0-9a-f]{8,12}")
_TOLD = re.compile(r".*")
"""Told once at the start, and made of the settings alone."""
_PLACE = re.compile(r"<?[\w. -]+>?:\d+ [\w<>]+")
_NAMED = ("event", "level", "library", "error", "method", "reason", "lacks", "at", "language")
FACTS = {
    **dict.fromkeys(_NAMED, _NAME),
    **dict.fromkeys(("sweep", "threads"), _OWN),
    **dict.fromkeys(("reference", "sentence"), _MARK),
    **dict.fromkeys(("place", "path", "advice", "timestamp"), _TOLD),
    "data_go_at": _MOMENT,
    "workspace": _ID,
}
"""Every fact that is a text, and what it looks like. Numbers, yes and no may have any name."""


def configure() -> None:
    """Send all records to standard error, the libraries' from warnings on; whatever happens is one of them."""
    structlog.configure(
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            trace_without_words,
            facts_alone,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),  # a line at once: libraries write beside it
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=True,
    )
    logging.setLogRecordFactory(Emptied)
    _take_over()
    logging.captureWarnings(capture=True)
    sys.excepthook = fault
    sys.unraisablehook = lambda raised: fault(raised.exc_type, raised.exc_value, raised.exc_traceback)
    threading.excepthook = lambda raised: fault(*raised[:3])


def _take_over() -> None:
    """One handler for all: what a server has hung up for its own records before (gunicorn does) is taken down."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(WithoutWords())
    handler.addFilter(_is_news)
    root = logging.getLogger()
    for known in (
        root,
        *(one for one in root.manager.loggerDict.values() if isinstance(one, logging.Logger)),
    ):
        known.handlers.clear()
        known.propagate = True
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


def _is_news(record: logging.LogRecord) -> bool:
    """Bolt warns at every start that it was given a token, and of deliveries that the door answers itself."""
    return record.levelno >= (logging.ERROR if record.name == "slack_bolt.App" else logging.WARNING)


@contextlib.contextmanager
def request() -> Iterator[None]:
    """Every record of this thread has the same reference until the block ends; within another block, that one's."""
    if "reference" in get_contextvars():
        yield
        return
    with bound_contextvars(reference=reference()):
        yield


def reference() -> str:
    """Of the request that is under way: what a person is told, to be found in the log. Of none: a new one."""
    return str(get_contextvars().get("reference") or secrets.token_hex(4))


def carried(work: Callable[[A], B]) -> Callable[[A], B]:
    """The same work for another thread, whose records are of this request, too."""
    mine = reference()

    def run(given: A) -> B:
        with bound_contextvars(reference=mine):
            return work(given)

    return run


def tell(event: str, sentence: str, *, is_wrong: bool = False, **facts: object) -> None:
    """What the person who starts the program should know: a sentence at her terminal, else a record."""
    if sys.stderr.isatty():
        sys.stderr.write(sentence + "\n")
        sys.stderr.flush()
    else:
        log = structlog.get_logger()
        (log.warning if is_wrong else log.info)(event, **facts)


def fault(_: type[BaseException], error: BaseException | None, __: TracebackType | None) -> None:
    """For Python's hooks: what nobody caught is a record, too."""
    structlog.get_logger().critical("fault", exc_info=error)


class Emptied(logging.LogRecord):
    """A library's record without its words, and without those of its exception: what it is and where it was raised."""

    def __init__(self, name: str, level: int, path: str, line: int, *said: Any, **more: Any) -> None:
        _, _, exc_info, *_ = said
        super().__init__(name, level, path, line, "", (), None)
        error = exc_info[1] if isinstance(exc_info, tuple) else None
        self.failed = (
            {} if error is None else {"error": type(error).__name__, "at": _places(error.__traceback__)}
        )


class WithoutWords(logging.Formatter):
    """For the libraries' own records: who says it, and for an exception what it is and where, never its text."""

    def format(self, record: logging.LogRecord) -> str:
        said = {"event": "library", "library": record.name, "level": record.levelname.lower()}
        said |= get_contextvars()
        moment = datetime.fromtimestamp(record.created, UTC).isoformat().replace("+00:00", "Z")
        return json.dumps(
            facts_alone(None, "", {**said, **getattr(record, "failed", {}), "timestamp": moment})
        )


def trace_without_words(logger: object, name: str, record: Record) -> Record:
    """Say what was raised and where, without the exception's text: it may quote what somebody wrote."""
    given = record.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    if error is not None:
        record["error"] = type(error).__name__
        record["at"] = _places(error.__traceback__)
    return record


def facts_alone(logger: object, name: str, record: Record) -> Record:
    """The facts of `FACTS`, if they look as they should; of any other it is said that there was one."""
    return {known: _fact(known, value) for known, value in record.items()}


def _fact(name: str, value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if name == "at" and isinstance(value, list):
        return [one if _PLACE.fullmatch(one) else WITHHELD for one in value]
    looks = FACTS.get(name)
    return value if looks and isinstance(value, str) and looks.fullmatch(value) else WITHHELD


def kind(error: BaseException) -> str:
    """What was raised, and not where: for what nobody may tell apart by its place in the code. Of a group, each."""
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    return "+".join(sorted({kind(one) for one in inner})) or type(error).__name__


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)
    ]
