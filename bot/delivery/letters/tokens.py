"""The next token of a workspace, where the app's tokens end after some hours."""

from bot.delivery.kinds import Kind
from bot.delivery.renewal import Renewal
from bot.services import installations

KINDS: dict[str, Kind] = {installations.RENEWAL: Renewal()}
