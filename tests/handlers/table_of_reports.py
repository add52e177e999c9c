"""Who may do what with reports, the numbers of the classes, texts to many, and the figures for others."""

from __future__ import annotations

from bot import ids
from tests import texts
from tests.handlers.lines import MANAGERS, NOBODY, READERS, Ids, Line
from tests.versions import CLASS


def of_reports(here: Ids) -> list[Line]:
    of_class = (("was", here.versions[ids.MODAL_CLASS_NUMBERS]), ("class", CLASS))
    numbers = (("students", "20"), ("attending", "15"), ("graduated", "0"))
    asked = (("form", "message"), ("when", "last_quarter"))
    days = "2025-12-01:2026-02-28"
    return [
        Line("submission", ids.MODAL_REPORT, READERS, fields=asked),
        Line("submission", ids.MODAL_REPORT, NOBODY, fields=(("form", "a song"), ("when", "days"))),
        Line("click", ids.REPORT_XLSX, READERS, days),
        Line("click", ids.REPORT_CSV, READERS, days),
        Line("click", ids.REPORT_CSV, NOBODY, "2026-02-28:2025-12-01"),
        Line("click", ids.REPORT_CSV, NOBODY, "yesterday"),
        Line("click", ids.CLASS_NUMBERS_LIST, MANAGERS),
        Line("click", ids.CLASS_NUMBERS_OPEN, MANAGERS, CLASS),
        Line("click", ids.CLASS_NUMBERS_OPEN, NOBODY, "web-nowhere"),
        Line("submission", ids.MODAL_CLASS_NUMBERS, MANAGERS, fields=numbers, meta=of_class),
        Line(
            "submission",
            ids.MODAL_CLASS_NUMBERS,
            MANAGERS,
            fields=(("as_of", "2026-02-27"), *numbers),
            meta=of_class,
        ),
        Line("click", ids.BROADCAST_OPEN, MANAGERS),
        Line("click", ids.BROADCAST_UNDO, MANAGERS, str(here.broadcast), by_id=True),
        Line("submission", ids.MODAL_BROADCAST, MANAGERS, fields=tuple(texts.ENTERED.items())),
        Line("submission", ids.MODAL_BROADCAST_SEND, MANAGERS, meta=(("seen", texts.SEEN),)),
        Line("click", ids.FIGURES_OPEN, MANAGERS),
        Line("click", ids.FIGURES_STOP, frozenset({"outsider"})),
        Line(
            "submission",
            ids.MODAL_FIGURES,
            MANAGERS,
            fields=(("readers", [here.people["backup"]]),),
            meta=(("shown", []),),
        ),
    ]
