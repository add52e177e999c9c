"""The few words that Slack itself writes around what an app shows, in the languages that the program speaks."""

from __future__ import annotations

import re
from datetime import datetime

from babel.dates import format_date

SPANISH = {
    "(edited)": "(editado)",
    "(optional)": "(opcional)",
    "At most {}": "{} como máximo",
    "Cancel": "Cancelar",
    "Channels": "Canales",
    "Choose": "Elige",
    "Close": "Cerrar",
    "Form": "Formulario",
    "Home": "Inicio",
    "Leave this form: what you wrote in it is not kept": "Salir de este formulario: lo que has escrito en él no se guarda",
    "Message": "Mensaje a",
    "Messages": "Mensajes",
    "More actions": "Más acciones",
    "No messages yet.": "Todavía no hay mensajes.",
    "Only visible to you": "Solo visible para ti",
    "Please complete this required field.": "Rellena este campo, por favor: es obligatorio.",
    "Please enter a number of at least {}.": "Escribe un número que sea {} o más.",
    "Please enter a number of at most {}.": "Escribe un número que sea {} o menos.",
    "Please enter a number.": "Escribe un número.",
    "Please enter a valid email address.": "Escribe una dirección de correo válida.",
    "Please enter a whole number.": "Escribe un número entero.",
    "Please use at least {} characters.": "Escribe {} caracteres como mínimo.",
    "Please use at most {} characters.": "Escribe {} caracteres como máximo.",
    "Select an option": "Elige una opción",
    "Send": "Enviar",
    "Slack did not answer. Everything you wrote is still here.": "Slack no ha respondido. Todo lo que has escrito sigue aquí.",
    "Shortcuts": "Atajos",
    "Table": "Tabla",
    "The app did not answer:": "La app no ha respondido:",
    "There is nothing to choose from.": "No hay nada que elegir.",
    "This app reads no messages, so nobody can write here. Its commands work in every channel.": "Esta app no lee mensajes, así que nadie puede escribir aquí. Sus comandos funcionan en todos los canales.",
    "This channel is archived.": "Este canal está archivado.",
    "Yes": "Sí",
    "or / for a command": "o / para un comando",
    "pinned": "fijado",
    "private channel": "canal privado",
    "unread": "sin leer",
}
TRANSLATED = {"es": SPANISH}
ENGLISH = "en"
DAYS = {"es": "EEEE d 'de' MMMM"}
NUMBER = re.compile(r"-?\d+")


def language(locale: str) -> str:
    """The language of Slack's own words for somebody with this locale, such as "es-ES"."""
    spoken = locale.partition("-")[0]
    return spoken if spoken in TRANSLATED else ENGLISH


def said(words: str, locale: str) -> str:
    """Slack's words as somebody with this locale reads them; those of the app stay as they are."""
    known = TRANSLATED.get(language(locale), {}).get(NUMBER.sub("{}", words))
    return known.format(*NUMBER.findall(words)) if known else words


def day(moment: datetime, locale: str) -> str:
    """`Monday 2 March`."""
    spoken = language(locale)
    return format_date(moment, DAYS.get(spoken, "EEEE d MMMM"), locale=spoken)
