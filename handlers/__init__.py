"""Slack's door: one file a journey, each with its table of listeners."""

from handlers import (
    availability,
    choosing,
    codebuddy,
    endings,
    goodbyes,
    help,
    help_cards,
    history,
    home,
    leftovers,
    matching,
    never_pairs,
    people,
    private,
    requests,
    routing,
    sessions,
    settings,
    setup,
    tasks,
    teams,
    volunteers,
)
from handlers.door import Door


def register(door: Door) -> None:
    """All listeners. The most used command first: Bolt looks through them in order."""
    sessions.register(door)
    codebuddy.register(door)
    home.register(door)
    setup.register(door)
    settings.register(door)
    routing.register(door)
    tasks.register(door)
    help.register(door)
    help_cards.register(door)
    private.register(door)
    teams.register(door)
    endings.register(door)
    goodbyes.register(door)
    requests.register(door)
    volunteers.register(door)
    availability.register(door)
    matching.register(door)
    never_pairs.register(door)
    history.register(door)
    choosing.register(door)
    people.register(door)
    leftovers.register(door)  # last: it takes what nobody else has taken
