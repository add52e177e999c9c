"""How hard the English sentences are to read: `make plain` prints the hardest; tests hold a limit.

The measure is Flesch and Kincaid's grade, made of words a sentence and syllables a word. A grade of 6 is read by
somebody who learns the language at about B1; a long word alone makes a short sentence hard.
Source: J. P. Kincaid et al., Derivation of New Readability Formulas, 1975. Syllables are Pyphen's, which brings its own
dictionaries.
"""

from __future__ import annotations

import re
from functools import cache

import pyphen

from tests.house import sentences

SHORTEST = 8
"""Words: below that the grade says nothing."""
SHOWN = 10
_KEPT = re.compile(r"<[^<>]*>|`[^`]*`|\{[^{}]*\}|/[a-z]+(?: [a-z]+)?|:[a-z_]+:")
"""What is filled in, or typed: read as one short word."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_END = re.compile(r"[.!?:;…]+(?:\s|$)|\n")
_FAMILIAR = {"CodeBuddies": 3, "minutes": 2, "language": 2, "languages": 3, "programme": 2, "volunteer": 3}


def grade(text: str) -> float:
    """School years of somebody who reads it with ease."""
    plain = _KEPT.sub("it", text.replace("*", ""))
    words = _WORD.findall(plain)
    parts = [part for part in _END.split(plain) if part and _WORD.search(part)]
    if not words:
        return 0
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


def texts() -> list[str]:
    """Each English sentence of the catalogues once; of two forms the second."""
    found = (one.id if isinstance(one.id, str) else one.id[-1] for one in sentences.extracted() if one.id)
    return [text for text in found if len(_WORD.findall(_KEPT.sub("it", text))) >= SHORTEST]


def hardest() -> list[tuple[float, str]]:
    return sorted(((grade(text), text) for text in texts()), reverse=True)


@cache
def _syllables(word: str) -> int:
    return _FAMILIAR.get(word) or len(_dictionary().positions(word)) + 1


@cache
def _dictionary() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_US", left=1, right=1)


def main() -> None:
    found = hardest()
    for number, text in found[:SHOWN]:
        print(f"{number:5.1f}  {text}")  # noqa: T201 - it is there to be read
    print(f"{sum(number for number, _ in found) / len(found):5.1f}  on average, of {len(found)} texts")  # noqa: T201


if __name__ == "__main__":
    main()
