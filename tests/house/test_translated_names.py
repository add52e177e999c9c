"""What a text quotes from a screen reads there as on the screen, in every language; and Arabic counts as it must."""

from __future__ import annotations

import re

import pytest

from tests.house.test_catalogues import TRANSLATIONS, catalogue, forms, messages, translated

QUOTED = re.compile(r"“([^“”{}]{3,})”")
COUNTED = re.compile(r"\{n\} (\S+)")


def plain(text: str) -> str:
    """Whatever the kind of its spaces; a full stop at the end may stand outside the quotation."""
    return re.sub(r"[\u00a0\u202f]", " ", text)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_what_is_quoted_is_called_as_it_is_on_its_screen(language: str) -> None:
    labels = {str(one.id): forms(one.string)[0] for one in messages(catalogue(language)) if one.string}
    wrong, seen = [], 0
    for message in translated(language):
        source, said = forms(message.id)[0], plain(" ".join(forms(message.string)))
        for label in QUOTED.findall(source):
            if label in labels:
                seen += 1
                if plain(labels[label]).rstrip(".") not in said:
                    wrong.append((label, labels[label], said))
    assert seen > 20
    assert wrong == []


def test_in_arabic_what_is_counted_from_eleven_on_has_its_ending_and_a_hundred_of_it_has_not() -> None:
    """Forms 4 (100 to 102) and 5 (11 to 99): 100 شخص, 11 شخصًا."""
    of_both = [
        (COUNTED.search(forms(one.string)[4]), COUNTED.search(forms(one.string)[5]))
        for one in translated("ar")
        if len(forms(one.string)) == 6
    ]
    words = [(hundred[1], eleven[1]) for hundred, eleven in of_both if hundred and eleven]
    assert len(words) > 50
    assert [pair for pair in words if pair[0].strip(".,:").endswith("ًا")] == []
