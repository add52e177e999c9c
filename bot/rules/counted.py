"""Numbers as people write them in words, up to 99, a language at a time."""

from __future__ import annotations

from collections.abc import Mapping

Numbers = Mapping[str, int]


def _with_tens(small: Numbers, tens: Numbers, *ways: str) -> Numbers:
    """And 21 to 99, put together in each of these ways: `{ten}-{one}`."""
    ones = {word: number for word, number in small.items() if number < 10 and word not in ("a", "an")}
    return {
        **small,
        **tens,
        **{
            way.format(ten=ten, one=one): number + more
            for way in ways
            for ten, number in tens.items()
            for one, more in ones.items()
        },
    }


ENGLISH = _with_tens(
    {
        **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7},
        **{"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14},
        **{"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19},
    },
    {
        **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80},
        "ninety": 90,
    },
    "{ten}-{one}",
    "{ten} {one}",
)
SPANISH = _with_tens(
    {
        **{"una": 1, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7},
        **{"ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14},
        **{"quince": 15, "dieciséis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19},
        **{"veintiuno": 21, "veintiún": 21, "veintiuna": 21, "veintidós": 22, "veintitrés": 23},
        **{"veinticuatro": 24, "veinticinco": 25, "veintiséis": 26, "veintisiete": 27, "veintiocho": 28},
        "veintinueve": 29,
    },
    {
        **{"veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70},
        **{"ochenta": 80, "noventa": 90},
    },
    "{ten} y {one}",
)
CATALAN = _with_tens(
    {
        **{"una": 1, "un": 1, "dues": 2, "dos": 2, "tres": 3, "quatre": 4, "cinc": 5, "sis": 6},
        **{"set": 7, "vuit": 8, "nou": 9, "deu": 10, "onze": 11, "dotze": 12, "tretze": 13, "catorze": 14},
        **{"quinze": 15, "setze": 16, "disset": 17, "divuit": 18, "dinou": 19},
    },
    {
        **{"vint": 20, "trenta": 30, "quaranta": 40, "cinquanta": 50, "seixanta": 60, "setanta": 70},
        **{"vuitanta": 80, "noranta": 90},
    },
    "{ten}-{one}",
    "{ten} {one}",
    "{ten}-i-{one}",
    "{ten} i {one}",
)
_TEENS_OF_FRENCH = {
    **{"dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16},
    **{"dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "dix sept": 17, "dix huit": 18, "dix neuf": 19},
}
FRENCH = {
    **_with_tens(
        {
            **{"une": 1, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7},
            **{"huit": 8, "neuf": 9, **_TEENS_OF_FRENCH},
        },
        {
            **{"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60},
            **{"quatre-vingt": 80, "quatre-vingts": 80, "quatre vingt": 80},
        },
        "{ten}-{one}",
        "{ten} {one}",
        "{ten} et {one}",
        "{ten}-et-{one}",
    ),
    **{f"{ten}{gap}{word}": tens + number
       for ten, tens in (("soixante", 60), ("quatre-vingt", 80), ("quatre vingt", 80))
       for word, number in _TEENS_OF_FRENCH.items() for gap in "- "},
}  # fmt: skip
_UKRAINIAN = _with_tens(
    {
        **{"одна": 1, "одну": 1, "один": 1, "дві": 2, "два": 2, "три": 3, "чотири": 4, "п'ять": 5},
        **{"шість": 6, "сім": 7, "вісім": 8, "дев'ять": 9, "десять": 10, "одинадцять": 11},
        **{"дванадцять": 12, "тринадцять": 13, "чотирнадцять": 14, "п'ятнадцять": 15, "шістнадцять": 16},
        **{"сімнадцять": 17, "вісімнадцять": 18, "дев'ятнадцять": 19},
    },
    {
        **{"двадцять": 20, "тридцять": 30, "сорок": 40, "п'ятдесят": 50, "шістдесят": 60, "сімдесят": 70},
        **{"вісімдесят": 80, "дев'яносто": 90},
    },
    "{ten} {one}",
)
UKRAINIAN = {**_UKRAINIAN, **{word.replace("'", ""): number for word, number in _UKRAINIAN.items()}}
"""Many type no apostrophe."""
_ONES_OF_ARABIC = {
    **{"واحدة": 1, "واحد": 1, "ثلاث": 3, "ثلاثة": 3, "أربع": 4, "أربعة": 4, "خمس": 5, "خمسة": 5, "ست": 6},
    **{"ستة": 6, "سبع": 7, "سبعة": 7, "ثماني": 8, "ثمان": 8, "ثمانية": 8, "تسع": 9, "تسعة": 9},
    **{"تلات": 3, "تلاتة": 3, "تمان": 8, "تمانية": 8, "تمن": 8},
}
ARABIC = _with_tens(
    {
        **_ONES_OF_ARABIC,
        **{"اتنين": 2, "تنين": 2, "خمستاشر": 15, "خمسطاشر": 15, "خمسطعش": 15, "خمسطعشر": 15},
        **{"اثنان": 2, "اثنين": 2, "اثنتين": 2, "عشر": 10, "عشرة": 10, "أحد عشر": 11, "إحدى عشرة": 11},
        **{"اثنا عشر": 12, "اثني عشر": 12, "اثنتا عشرة": 12, "اثنتي عشرة": 12},
        **{f"{word} {ten}": number + 10 for word, number in _ONES_OF_ARABIC.items() if number > 2
           for ten in ("عشر", "عشرة")},
    },
    {
        **{"عشرين": 20, "عشرون": 20, "ثلاثين": 30, "ثلاثون": 30, "أربعين": 40, "أربعون": 40, "خمسين": 50},
        **{"خمسون": 50, "ستين": 60, "ستون": 60, "سبعين": 70, "سبعون": 70, "ثمانين": 80, "ثمانون": 80},
        **{"تسعين": 90, "تسعون": 90, "تلاتين": 30, "تمانين": 80},
    },
    "{one} و{ten}",
    "{one} و {ten}",
)  # fmt: skip
