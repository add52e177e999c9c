"""What any test makes the program show is shown once more in each language, and measured: nothing of ours is cut.

The views are pure: the same call says the same in another language. Each function of theirs is called again for each
set of sentences that it has said, once in a test process. What the kit cuts there and not in English has a sentence of
ours too long for Slack in it; what somebody wrote is cut in both. A language that nobody speaks is among them
(`tests.pseudo`), for translations to come.

At the end of a whole run, or with `--longest`, it prints how long our longest sentence of each kind is.
"""

from __future__ import annotations

import ast
import gc
import inspect
import pkgutil
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, wraps
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import pytest
from babel import Locale

import bot.delivery.letters
import bot.views
import handlers
from bot.catalogues import Catalogue
from bot.speech import LANGUAGES, Speech
from bot.views import charts, kit
from tests.house import sentences
from tests.pseudo import Pseudo
from tests.six_languages import bare
from tests.watch import was_whole

PSEUDO = "pseudo"
RIGHT = [one for one in LANGUAGES if Locale.parse(one).text_direction == "rtl"]
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff]")
LINES = ("section text", "context text")
"""Where names stand among other words: written from the right, each is isolated."""
NUMBERS = (0, 1, 2, 3, 5, 11, 100, 1000)
"""Of each plural form of each language at least one."""
CHOICES = {"choices": 75, "about": 75}
SLOTS: dict[str, dict[str, int]] = {
    "modal": {"title": kit.TITLE, "submit": kit.TITLE, "close": kit.TITLE},
    "button": {"text": 75, "aloud": 75},
    "header": {"text": 150},
    "section": {"text": 3000},
    "context": {"text": 3000},
    "field": {"label": 2000, "hint": 2000},
    "line": {"placeholder": 150},
    "day": {"placeholder": 150},
    "user": {"placeholder": 150},
    "one_of": CHOICES,
    "some_of": CHOICES,
    "boxes": CHOICES,
    "bars": {"title": charts.TITLE_MAX, "name": charts.LABEL_MAX},
}
"""Function of the kit or of charts → argument → characters that Slack takes (the sandbox's limits have the sources)."""
SURE = dict(zip(("title", "text", "yes", "no"), kit.SURE_MAX, strict=True))
"""Of `kit.Sure`."""


@dataclass
class Given:
    """A text where Slack limits its length."""

    what: str
    limit: int
    text: str


@dataclass
class Rendering:
    """One call of a view. `said`: text → the sentence or both forms, with what was filled in.

    What is `given` is noted where it is measured, and not each time that a test shows it.
    """

    is_limited: bool = False
    given: list[Given] = field(default_factory=list)
    said: dict[str, tuple[tuple[Any, ...], dict[str, object]]] = field(default_factory=dict)


class Here(threading.local):
    rendering: Rendering | None = None
    speaks: Speech | None = None


@dataclass
class Found:
    """By this process. `longest`: (what, language) → its length and our longest sentence there."""

    problems: dict[str, None] = field(default_factory=dict)
    longest: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    shown: set[tuple[str, str, frozenset[object]]] = field(default_factory=set)
    places: set[tuple[str, int]] = field(default_factory=set)


here = Here()
found = Found()


def _kit_told(function: Callable[..., Any], limits: dict[str, int]) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @wraps(function)
    def told(*args: Any, **more: Any) -> Any:
        caller = sys._getframe(1)
        found.places.add((caller.f_code.co_filename, caller.f_lineno))
        if here.rendering is not None:
            here.rendering.is_limited = True
        if here.rendering is not None and here.speaks is not None:
            arguments = signature.bind(*args, **more).arguments
            for name, limit in limits.items():
                for text in _texts(arguments.get(name)):
                    here.rendering.given.append(Given(f"{function.__name__} {name}", limit, text))
            for (name, limit), text in zip(SURE.items(), arguments.get("sure") or (), strict=False):
                here.rendering.given.append(Given(f"sure {name}", limit, text))
        return function(*args, **more)

    return told


def _texts(value: Any) -> list[str]:
    return list(value.values()) if hasattr(value, "values") else [value] if value else []


def _noted(function: Callable[..., str]) -> Callable[..., str]:
    """`Speech.text` and `Speech.count`."""

    @wraps(function)
    def said(self: Speech, *sentence: Any, **values: object) -> str:
        text = function(self, *sentence, **values)
        if here.rendering is not None:
            here.rendering.said[text] = (sentence, values)
        return text

    return said


def _as_spoken_here(self: Speech, name: str) -> Any:
    return object.__getattribute__(here.speaks or self, name)


def _shown_in_each(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of a view: what it says is measured in each language."""

    @wraps(function)
    def shown(*args: Any, **more: Any) -> Any:
        if here.rendering is not None:
            return function(*args, **more)
        here.rendering = rendering = Rendering()
        try:
            made = function(*args, **more)
            sentences = frozenset(one[-2:] for one, _ in rendering.said.values())
            key = (function.__module__, function.__name__, sentences)
            if rendering.is_limited and key not in found.shown:
                found.shown.add(key)
                _measure(function, args, more)
        finally:
            here.rendering = here.speaks = None
        return made

    return shown


def _measure(function: Callable[..., Any], args: Any, more: Any) -> None:
    english: Rendering | None = None
    for language in (*LANGUAGES, PSEUDO):
        here.rendering, here.speaks = Rendering(), _speech(language)
        where = f"{function.__module__}.{function.__name__} in {language}"
        try:
            function(*args, **more)
        except Exception as error:  # noqa: BLE001 - told at the end of the test, not to the person in it
            found.problems[f"{where}: {error!r}"] = None
        english = english or here.rendering
        _compare(language, where, here.rendering, english)


def _compare(language: str, where: str, one: Rendering, english: Rendering) -> None:
    cut_anyway = {given.what for given in english.given if len(given.text) > given.limit}
    for given in one.given:
        if language in RIGHT and given.what in LINES and is_in_disorder(given.text):
            found.problems[f"{where}: a name turns what stands beside it: {given.text}"] = None
        longest = given.text
        if given.text in one.said:
            sentence, values = one.said[given.text]
            longest = max((given.text, *_forms(sentence, values)), key=len)
            if not values and len(longest) > len(found.longest.get((given.what, language), (0, ""))[1]):
                found.longest[given.what, language] = (len(longest), longest)
        is_ours = given.text in one.said and not one.said[given.text][1]
        if len(longest) > given.limit and (is_ours or given.what not in cut_anyway):
            found.problems[f"{where}: {given.what}, {len(longest)} > {given.limit}: {longest}"] = None


def is_in_disorder(text: str) -> bool:
    """Whether somebody's name stands bare among words from the right; what was said in English before is as it was."""
    return any("<@" in line and FROM_THE_RIGHT.search(line) for line in bare(text).splitlines())


def _forms(sentence: tuple[Any, ...], values: dict[str, object]) -> list[str]:
    """Of a counted sentence, each form of the language that is spoken here."""
    if len(sentence) < 3 or here.speaks is None:
        return []
    return [here.speaks.count(number, *sentence[1:], **values) for number in NUMBERS]


@cache
def _speech(language: str) -> Speech:
    if language != PSEUDO:
        locale = Locale.parse(language)
        right = locale.text_direction == "rtl"
        return Speech(language, Catalogue(language, from_the_right=right), locale)
    catalogue = Catalogue("en", from_the_right=False)
    catalogue._said = Pseudo()
    return Speech("en", catalogue, Locale.parse("en"))


def _modules() -> Iterator[ModuleType]:
    for package in (bot.views, bot.delivery.letters, handlers):
        for one in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield import_module(one.name)


def _instead(new_of: dict[Any, Any]) -> None:
    """Wherever a module, a class or a table holds one of these functions, it holds the new one."""
    own = {id(vars(new)) for new in new_of.values()}
    for holder in gc.get_objects():
        if type(holder) is dict and id(holder) not in own and holder is not new_of:
            for name, value in list(holder.items()):
                if type(value) is FunctionType and value in new_of:
                    holder[name] = new_of[value]


def _install() -> None:
    for language in (*LANGUAGES, PSEUDO):
        _speech(language)
    new_of: dict[Any, Any] = {
        one: _kit_told(one, limits)
        for name, limits in SLOTS.items()
        for one in [getattr(kit, name, None) or getattr(charts, name)]
    }
    for module in [module for module in _modules() if module.__name__.startswith("bot.")]:
        for name, one in list(vars(module).items()):
            is_its_own = isinstance(one, FunctionType) and one.__module__ == module.__name__
            if is_its_own and module not in (kit, charts) and not name.startswith("_"):
                new_of[one] = _shown_in_each(one)
    _instead(new_of)
    for name in ("text", "count"):
        setattr(Speech, name, _noted(getattr(Speech, name)))
    Speech.__getattribute__ = _as_spoken_here  # type: ignore[method-assign]


_install()


@pytest.fixture(autouse=True)
def fits_in_each_language() -> Iterator[None]:
    yield
    problems = list(found.problems)
    found.problems.clear()
    assert not problems, "too long for Slack, or in disorder:\n" + "\n".join(problems)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--longest", action="store_true", help="print our longest sentences of each kind")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """A worker of pytest-xdist ends and hands over what it has measured."""
    output = getattr(node, "workeroutput", {})
    found.places |= {(path, line) for path, line in output.get("places", [])}
    for what, language, length, text in output.get("longest", []):
        if length > found.longest.get((what, language), (0, ""))[0]:
            found.longest[what, language] = (length, text)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["places"] = sorted(found.places)
        session.config.workeroutput["longest"] = [(*key, *longest) for key, longest in found.longest.items()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    is_whole = was_whole(terminalreporter._session)  # type: ignore[attr-defined]
    if config.getoption("--longest") or is_whole:
        for line in (*table(), *never_shown()):
            terminalreporter.write_line(line)


def table() -> Iterator[str]:
    """The length of our longest sentence for each kind and language, beside what Slack takes."""
    limits = {f"{name} {given}": limit for name, several in SLOTS.items() for given, limit in several.items()}
    limits |= {f"sure {name}": limit for name, limit in SURE.items()}
    yield f"{'characters':20} {'Slack':>6} " + " ".join(f"{one:>6}" for one in (*LANGUAGES, PSEUDO))
    for what, limit in limits.items():
        lengths = [found.longest.get((what, one), (0, ""))[0] for one in (*LANGUAGES, PSEUDO)]
        if any(lengths):
            yield f"{what:20} {limit:>6} " + " ".join(f"{one or '':>6}" for one in lengths)


def never_shown() -> Iterator[str]:
    """How many calls of the kit no test has reached, so that nothing of them was measured, and in which files."""
    of_file: dict[str, set[int]] = {}
    for path, line in found.places:
        of_file.setdefault(path, set()).add(line)
    missed = Counter[str]()
    every = 0
    for place in sentences.places("bot/views"):
        call = place.node
        if isinstance(call, ast.Call) and _is_of_the_kit(call.func):
            every += 1
            lines = range(call.lineno, (call.end_lineno or call.lineno) + 1)
            missed[place.path.name] += of_file.get(str(place.path), set()).isdisjoint(lines)
    yield f"{missed.total()} of {every} places where Slack limits a text were shown by no test: {dict(+missed)}"


def _is_of_the_kit(called: ast.expr) -> bool:
    is_kit = (
        isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "kit"
    )
    return is_kit and getattr(called, "attr", "") in SLOTS
