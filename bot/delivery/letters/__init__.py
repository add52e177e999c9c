"""Every kind of notice, by the name it is stored under."""

from bot.delivery.kinds import Kind
from bot.delivery.letters import (
    digests,
    doors,
    endings,
    help,
    home,
    matching,
    nudges,
    private,
    promises,
    sessions,
    teams,
    told,
    volunteers,
)

KINDS: dict[str, Kind] = {
    **sessions.KINDS,
    **home.KINDS,
    **help.KINDS,
    **doors.KINDS,
    **private.KINDS,
    **teams.KINDS,
    **endings.KINDS,
    **matching.KINDS,
    **volunteers.KINDS,
    **promises.KINDS,
    **told.KINDS,
    **nudges.KINDS,
    **digests.KINDS,
}
