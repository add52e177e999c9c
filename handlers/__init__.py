"""Slack's door: one file a journey, each with its table of listeners."""

from handlers import (
    availability,
    away,
    breaks,
    broadcasts,
    care,
    channel_questions,
    choosing,
    cloning,
    codebuddy,
    corrections,
    digests,
    doctor,
    endings,
    goodbyes,
    handovers,
    help,
    help_cards,
    history,
    home,
    introductions,
    languages,
    leftovers,
    matching,
    meetings,
    never_pairs,
    nudges,
    own_texts,
    people,
    private,
    reports,
    requests,
    routing,
    sessions,
    settings,
    settings_history,
    setup,
    stand_ins,
    targets,
    tasks,
    team_card,
    team_list,
    teams,
    venues,
    volunteers,
)
from handlers.door import Door


def register(door: Door) -> None:
    """All listeners. The most used command first: Bolt looks through them in order."""
    sessions.register(door)
    codebuddy.register(door)
    corrections.register(door)
    home.register(door)
    digests.register(door)
    targets.register(door)
    setup.register(door)
    settings.register(door)
    settings_history.register(door)
    own_texts.register(door)
    doctor.register(door)
    cloning.register(door)
    handovers.register(door)
    breaks.register(door)
    broadcasts.register(door)
    routing.register(door)
    languages.register(door)
    tasks.register(door)
    help.register(door)
    help_cards.register(door)
    private.register(door)
    teams.register(door)
    team_list.register(door)
    team_card.register(door)
    venues.register(door)
    meetings.register(door)
    introductions.register(door)
    endings.register(door)
    goodbyes.register(door)
    requests.register(door)
    volunteers.register(door)
    availability.register(door)
    away.register(door)
    stand_ins.register(door)
    nudges.register(door)
    matching.register(door)
    never_pairs.register(door)
    history.register(door)
    channel_questions.register(door)
    care.register(door)
    reports.register(door)
    choosing.register(door)
    people.register(door)
    leftovers.register(door)  # last: it takes what nobody else has taken
