"""Every kind of notice, by the name it is stored under."""

from bot.delivery.kinds import Kind
from bot.delivery.letters import (
    away,
    care,
    channel_questions,
    digests,
    doors,
    help,
    home,
    introductions,
    matching,
    meetings,
    nudges,
    private,
    promises,
    sessions,
    teams,
    told,
    venues,
    volunteers,
)

KINDS: dict[str, Kind] = {
    **sessions.KINDS,
    **home.KINDS,
    **help.KINDS,
    **doors.KINDS,
    **private.KINDS,
    **teams.KINDS,
    **introductions.KINDS,
    **meetings.KINDS,
    **matching.KINDS,
    **volunteers.KINDS,
    **promises.KINDS,
    **told.KINDS,
    **venues.KINDS,
    **nudges.KINDS,
    **digests.KINDS,
    **away.KINDS,
    **channel_questions.KINDS,
    **care.KINDS,
}
