"""What an hour of volunteering is worth to a programme: an amount and a currency, for its reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from babel.numbers import list_currencies

from bot.errors import UserError, Wrong, refuse_all

BLOCKS = ("amount", "currency")
MOST = 1000
_AMOUNT = re.compile(r"(\d{1,4})(?:[.,](\d{1,2}))?")


def read(entered: Mapping[str, str]) -> dict[str, Any]:
    """As columns of the settings; no amount: reports say “not known”. Raises `UserError` for what cannot be."""
    amount, currency = entered.get("amount", "").strip(), entered.get("currency", "").strip().upper()
    found, wrongs = _AMOUNT.fullmatch(amount), []
    cents = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if amount and not 0 < cents <= MOST * 100:
        wrongs.append(UserError(Wrong.NO_MONEY, {"most": MOST}, block="amount"))
    if currency not in list_currencies():
        wrongs.append(UserError(Wrong.NO_CURRENCY, block="currency"))
    refuse_all(wrongs)
    return {"hour_worth": cents or None, "currency": currency}


def in_decimals(cents: int | None) -> str:
    return "" if cents is None else f"{cents / 100:.2f}"
