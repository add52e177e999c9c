"""Whom somebody in danger calls: the numbers of the programme's country, as its managers have written them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from models.people import EMERGENCY

COUNTRY_MAX, NUMBER_MAX, OUTSIDE_MAX = 40, 20, 150
"""Characters of each field."""
_DIGITS_MIN = 2


@dataclass(frozen=True)
class Emergency:
    """All but `country` and `danger` may be empty.

    Attributes:
        danger: for all emergencies; `suicide`: for thoughts of it; `partner`: for violence by a partner.
        outside: a line about other help, outside the school.
    """

    country: str
    danger: str
    suicide: str = ""
    partner: str = ""
    outside: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> Emergency:
        """As it is stored; what a later version of the program has added is passed over."""
        return cls(**{one.name: kept[one.name] for one in fields(cls) if one.name in kept})

    @property
    def numbers(self) -> int:
        return sum(map(bool, (self.danger, self.suicide, self.partner)))

    @property
    def is_first(self) -> bool:
        """The numbers that a programme begins with, of which it is known what they cost and when they answer."""
        return replace(self, outside="") == Emergency(**EMERGENCY)


def is_number(text: str) -> bool:
    """Whether it can be called: digits, and what people write between them."""
    known = all(char in "0123456789+- " for char in text)
    return known and len(text) <= NUMBER_MAX and sum(char.isdigit() for char in text) >= _DIGITS_MIN
