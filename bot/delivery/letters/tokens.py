"""The next token, where the app's tokens end after some hours; and for which workspaces an organisation's is good."""

from bot.delivery.grants import Look
from bot.delivery.kinds import Kind
from bot.delivery.renewal import Renewal
from bot.services import grants, installations

KINDS: dict[str, Kind] = {installations.RENEWAL: Renewal(), grants.LOOK: Look()}
