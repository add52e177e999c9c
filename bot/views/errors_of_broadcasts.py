"""What a manager reads when a text to many cannot go, or cannot be taken back."""

from __future__ import annotations

from bot.errors import Wrong
from bot.views.wording import Wording, plain

WORDINGS: dict[Wrong, Wording] = {
    Wrong.NO_RECEIVER: plain(
        lambda say: say.text("Nobody would get this text: please choose others, or another class.")
    ),
    Wrong.HAS_BEGUN: plain(
        lambda say: say.text("It has begun to leave, so it cannot be taken back any more.")
    ),
}
