"""Every kind of notice has one letter: two under one name would be told as one another."""

from __future__ import annotations

import pkgutil
from collections import Counter
from importlib import import_module

import bot.delivery.letters
from bot.delivery.letters import KINDS


def test_no_two_letters_have_one_name() -> None:
    names: Counter[str] = Counter()
    for module in pkgutil.iter_modules(bot.delivery.letters.__path__):
        names.update(getattr(import_module(f"bot.delivery.letters.{module.name}"), "KINDS", {}).keys())
    assert [name for name, times in names.items() if times > 1] == []
    assert set(names) == set(KINDS)
