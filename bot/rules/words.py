"""What a person may have meant by the word after `/codebuddy`: known words, their synonyms, the nearest one.

What was typed is never kept or given back: only words of this table are.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

SYNONYMS: dict[str, tuple[str, ...]] = {
    "help": ("ayuda", "hola", "hello", "info", "menu", "start", "inicio", "home"),
    "setup": ("configurar", "configuracion", "configure"),
    "settings": ("ajustes", "opciones", "options", "preferences", "preferencias"),
    "handover": ("relevo", "traspaso", "successor", "sucesor", "sucesora"),
    "doctor": ("checkup", "diagnostico", "revision", "medico"),
    "request": ("pedir", "solicitar", "solicitud", "buddy", "peticion"),
    "ask": ("preguntar", "pregunta", "question", "duda"),
    "volunteer": ("voluntario", "voluntaria", "voluntariado", "ofrecer", "offer"),
    "status": ("estado", "progress", "progreso"),
    "broadcast": ("difundir", "difusion", "announce", "announcement", "anuncio", "aviso"),
    "digest": ("resumen", "semana", "week", "weekly", "summary", "monday"),
    "report": ("informe", "reporte", "reports", "informes", "figures", "cifras"),
    "support": ("apoyo", "soporte", "escalate", "sos"),
    "contacts": ("contactos", "contact", "contacto", "people", "personas"),
    "match": ("emparejar", "matching", "pair"),
    "away": ("ausente", "ausencia", "vacaciones", "holiday", "holidays", "pause", "fuera"),
    "plan": ("planificar", "planear", "quedar", "cita", "meeting", "meet", "reunion"),
    "feedback": ("opinion", "comentario", "comentarios", "sugerencia", "comment"),
    "log": ("registrar", "registro", "session", "sesion", "anotar"),
    "hours": ("horas", "target", "goal", "objetivo", "meta"),
    "teams": ("equipos", "team", "equipo"),
    "language": ("idioma", "lengua", "llengua", "langue", "languages", "locale", "لغة", "мова"),
    "privacy": ("privacidad", "data", "datos", "gdpr", "rgpd", "confidentialite", "privacitat"),
    "erase": ("delete", "borrar", "eliminar", "suprimir", "forget", "effacer", "esborrar"),
    "end": ("terminar", "acabar", "finalizar", "fin", "finish", "stop", "goodbye", "despedida"),
}
"""Each word after `/codebuddy` with what else is understood for it, in English and Spanish, without accents."""
NEAR_ENOUGH = 0.65
"""difflib's ratio: `reqest`, `volunter` and `contakts` are found, `react` and `hurry` are not."""
LONGEST_WORD = 24
"""Characters of a typed word that are compared; the longest known one has 13."""

HISTORY = ("history", "historial", "historia")
"""After `request`: what has changed, for managers."""
_PERSON = re.compile(r"<@([UW][A-Z0-9]{1,31})(?:\|[^<>]*)?>")
"""How Slack writes a person into a command whose `should_escape` is on."""
_ID = re.compile(r"[UW][A-Z0-9]{5,31}")
_WORDS = {name: word for word, names in SYNONYMS.items() for name in (word, *names)}


@dataclass(frozen=True, repr=False)
class Heard:
    """What was understood.

    Attributes:
        word: a key of `SYNONYMS`; None for a text that begins with none.
        nearest: the key meant perhaps, where `word` is None; None where nothing is near.
        rest: what came after the word.
    """

    word: str | None
    nearest: str | None
    rest: str


def understand(text: str, offered: Collection[str]) -> Heard:
    """Read `request`, `Set up`, `¡ayuda!` or `reqest`. Nothing typed means `help`.

    Args:
        offered: the keys of `SYNONYMS` that this person can use; no other is guessed.
    """
    first, _, rest = text.strip().partition(" ")
    second, _, after = rest.strip().partition(" ")
    if not first:
        return Heard("help", None, "")
    for typed, left in ((first, rest), (first + second, after)):
        word = _WORDS.get(plain(typed))
        if word is not None:
            return Heard(word, None, left.strip())
    return Heard(None, _nearest(plain(first), offered), "")


def asks_for_history(rest: str) -> str | None:
    """Whose, of `history @student` after `request`; empty: everybody's. None where it is not about history."""
    first, _, whose = rest.partition(" ")
    near = difflib.get_close_matches(plain(first), HISTORY, n=1, cutoff=NEAR_ENOUGH)
    return whose.strip() if near else None


def mentioned(text: str) -> str | None:
    """The id of the one person that a text is a mention of, and nothing else; None where it is not."""
    found = _PERSON.fullmatch(text.strip())
    return found[1] if found else None


def named(text: str) -> str | None:
    """As `mentioned`; or the bare id, as Slack lets one copy it from a profile: who has left cannot be mentioned."""
    found = _ID.fullmatch(text.strip())
    return found[0] if found else mentioned(text)


def plain(word: str) -> str:
    """Small letters and digits alone, without accents."""
    parts = unicodedata.normalize("NFKD", word[:LONGEST_WORD].casefold())
    return "".join(letter for letter in parts if letter.isalnum())


def _nearest(typed: str, offered: Collection[str]) -> str | None:
    names = [name for name, word in _WORDS.items() if word in offered]
    near = difflib.get_close_matches(typed, names, n=1, cutoff=NEAR_ENOUGH)
    return _WORDS[near[0]] if near else None
