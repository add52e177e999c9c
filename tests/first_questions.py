"""The pages of the first questions, filled in rightly."""

from typing import Any

from bot import ids

FIRST_QUESTIONS: dict[str, dict[str, Any]] = {
    ids.MODAL_SETUP_PLACE: {"timezone": "Europe/Madrid", "country_code": "ES", "region": "CT"},
    ids.MODAL_SETUP_CLASSES: {"open_classes": ["web-en", "web-es"], "course": "", "taught": ""},
    ids.MODAL_SETUP_HOURS: {"hours": "2h"},
    ids.MODAL_SETUP_TIMES: {
        **{"weekday": "3", "time": "17:00", "where": "channel"},
        **{"class_days": ["0"], "class_from": "10:00", "class_to": "14:00"},
    },
    ids.MODAL_SETUP_EMERGENCY: {
        **{"country": "Spain", "danger": "112", "suicide": "024", "partner": "016", "outside": ""},
    },
}
