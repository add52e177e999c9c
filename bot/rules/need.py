"""Words of somebody who needs help, in the six languages: whoever types one where no command stands gets the help form.

Whole words are compared, small and without accents. One that is missed costs little: the list of commands begins with
the way to help. One too many costs less: the form stores nothing and tells nobody before it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.rules.words import plain

NEED: Mapping[str, tuple[str, ...]] = {
    "en": (
        *(
            "afraid",
            "scared",
            "scares",
            "fear",
            "frightened",
            "unsafe",
            "danger",
            "dangerous",
            "threat",
            "threats",
        ),
        *("threatens", "threatened", "threatening", "hurt", "hurts", "hits", "abuse", "abused", "violence"),
        *("harass", "harasses", "harassed", "harassment", "suicide", "panic", "emergency", "desperate"),
    ),
    "es": (
        *(
            "miedo",
            "asustada",
            "asustado",
            "peligro",
            "peligroso",
            "insegura",
            "inseguro",
            "amenaza",
            "amenazas",
        ),
        *(
            "amenazó",
            "amenazada",
            "amenazado",
            "acoso",
            "acosa",
            "violencia",
            "maltrato",
            "maltrata",
            "suicidio",
        ),
        *("pánico", "emergencia", "socorro", "auxilio"),
    ),
    "ca": (
        *("tinc por", "fa por", "té por", "molta por", "por", "espantada", "espantat", "perill", "perillós"),
        *(
            "insegur",
            "amenaça",
            "amenaces",
            "assetjament",
            "assetja",
            "violència",
            "maltractament",
            "suïcidi",
        ),
        *("pànic", "emergència", "socors", "auxili"),
    ),
    "fr": (
        *("peur", "effrayée", "effrayé", "danger", "dangereux", "menace", "menaces", "menacée", "menacé"),
        *("harcèlement", "harcèle", "harcelée", "harcelé", "violence", "frappe", "suicide", "panique"),
        *("urgence", "secours", "insécurité"),
    ),
    "ar": (
        *(
            "خائف",
            "خائفة",
            "خايف",
            "خايفة",
            "خوف",
            "الخوف",
            "أخاف",
            "بخاف",
            "خطر",
            "الخطر",
            "تهديد",
            "يهددني",
        ),
        *("تهددني", "تحرش", "يتحرش", "عنف", "يضربني", "انتحار", "ذعر", "طوارئ", "نجدة", "النجدة"),
    ),
    "uk": (
        *("страшно", "страх", "боюся", "боюсь", "лячно", "налякана", "наляканий", "небезпека", "небезпечно"),
        *(
            "небезпеці",
            "погрожує",
            "погрожують",
            "погроза",
            "погрози",
            "переслідує",
            "домагання",
            "насильство",
        ),
        *("самогубство", "паніка", "рятуйте"),
    ),
}
CALLS: Mapping[str, tuple[str, ...]] = {
    "en": ("help", "help-me"),
    "es": ("ayuda", "ayúdame", "ayúdenme", "ayudadme"),
    "ca": ("ajuda", "ajuda'm", "ajudeu-me"),
    "fr": ("aide", "aide-moi", "aidez-moi", "aider"),
    "ar": ("مساعدة", "المساعدة", "مساعده", "ساعدني", "ساعدوني", "ساعديني"),
    "uk": ("допомога", "допомоги", "допомогу", "допоможіть", "допоможи", "допоможете"),
}
"""Behind a command they may ask what it does; elsewhere they call for help."""


def _phrases(texts: Iterable[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(plain(word) for word in text.split()) for text in texts)


_NEED = _phrases(text for one in NEED.values() for text in one)
_CALLS = _phrases(text for one in CALLS.values() for text in one)
_OPEN = _phrases(("por",))
"""Catalan for fear, and Spanish for "for": alone it is fear."""


def needs(text: str) -> bool:
    """Whether a word of fear or danger stands in it."""
    return _has(text, _NEED)


def calls(text: str) -> bool:
    """Whether a word for help stands in it."""
    return _has(text, _CALLS)


def _has(text: str, phrases: frozenset[tuple[str, ...]]) -> bool:
    words = [plain(word) for word in text.split()]
    if len(words) > 1:
        phrases = phrases - _OPEN
    starts = {phrase[0] for phrase in phrases}
    return any(
        word in starts and not phrases.isdisjoint(tuple(words[at : at + long]) for long in (1, 2))
        for at, word in enumerate(words)
    )
