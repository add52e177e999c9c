"""What it adds to a message that it is said in the reader's language.

    language_look_up   a team's welcome with its guidelines and contacts, and the form in which a language is chosen, in
                       each language of the program; against the same rendered from the sentences in the code, filled
                       in and looked up nowhere. `ratio` is the median of pairs that are run in turn

Each sentence is looked at once before: that happens once in the life of a process.
"""

from __future__ import annotations

import statistics
import time

from bench.figures import figure
from bot.rules.emergency import Emergency
from bot.services.channels import Launching
from bot.services.contacts import Contact, Contacts
from bot.services.languages import OwnLanguage
from bot.speech import LANGUAGES, Speech, speech
from bot.views import languages, teams

ROUNDS, TIMES = 51, 40
TEAM = Launching(7, "U1", "U2", "C1", None, "en", 120, False)
CONTACTS = Contacts(
    Contact("U3", "petra@school.example"),
    Contact("U4", None),
    (Contact("U5", None),),
    (),
    "C2",
    Emergency("Spain", "112"),
)


def render() -> None:
    for language in LANGUAGES:
        teams.welcome(TEAM, CONTACTS, "U3", [language])
        languages.form(OwnLanguage(None, language), speech(language))


def timed() -> float:
    began = time.perf_counter()
    for _ in range(TIMES):
        render()
    return time.perf_counter() - began


def text(say: Speech, sentence: str, /, **values: object) -> str:
    return sentence.format(**values) if values else sentence


def count(say: Speech, number: int, one: str, many: str, /, **values: object) -> str:
    return (one if number == 1 else many).format(n=number, **values)


def main() -> None:
    ours, plain = (Speech.text, Speech.count), (text, count)
    took: dict[bool, list[float]] = {True: [], False: []}
    render()
    for number in range(2 * ROUNDS):
        is_ours = number % 2 == 0
        Speech.text, Speech.count = ours if is_ours else plain  # type: ignore[method-assign]
        took[is_ours].append(timed())
    ratios = [one / other for one, other in zip(took[True], took[False], strict=True)]
    a_message = TIMES * len(LANGUAGES) * 2
    value = statistics.median(took[True]) / a_message
    figure("language_look_up", value, value / statistics.median(ratios))


if __name__ == "__main__":
    main()
