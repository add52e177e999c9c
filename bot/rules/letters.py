"""Letters and digits that mean the same, however a keyboard writes them."""

from __future__ import annotations

from unicodedata import combining, normalize

ALIKE = str.maketrans(
    {
        **{one: str(at) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for at, one in enumerate(digits)},
        "٫": ".",
        **dict.fromkeys("’ʼ‘`´", "'"),
    }
)
"""Digits of Arabic and Persian, and apostrophes, by ours: one letter for one letter."""


def folded(text: str) -> str:
    """Small letters without accents. As long as the text: what is found in it is found at the same place."""
    return "".join(_plain(letter) for letter in text.translate(ALIKE))


def _plain(letter: str) -> str:
    small = letter.lower()
    bare = "".join(one for one in normalize("NFKD", small) if not combining(one))
    return bare if len(bare) == 1 else small if len(small) == 1 else letter
