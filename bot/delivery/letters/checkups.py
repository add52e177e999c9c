"""What Slack says, in answer to a check-up."""

from bot.delivery.checkup import Checkup
from bot.delivery.kinds import Kind
from bot.services import checkup

KINDS: dict[str, Kind] = {checkup.KIND: Checkup()}
