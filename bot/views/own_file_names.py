"""What the fields of somebody's data are called, in words: the copy of them says it in each language.

By the column, or by `table/column` where the same name stands for something else. What has no name here is in the data
for other programs alone (`ONLY_THERE`); a test fails for a column that is neither."""

from __future__ import annotations

from bot.speech import Speech

ONLY_THERE = frozenset({("buddy_requests", "why_waiting")})
"""Marks of the program without a word of their own."""


def of(say: Speech) -> dict[str, str]:
    return {**_pairing(say), **_offers(say), **_teams(say), **_care(say), **_running(say)}


def _pairing(say: Speech) -> dict[str, str]:
    return {
        "user_id": say.text("Person"),
        "language": say.text("Language"),
        "slack_locale": say.text("Language of Slack"),
        "timezone": say.text("Time zone"),
        "is_admin": say.text("Admin of this Slack"),
        "is_guest": say.text("Guest in this Slack"),
        "is_gone": say.text("Has left this Slack"),
        "facts_at": say.text("Last news from Slack"),
        "face": say.text("Your Home tab"),
        "email": say.text("E-mail"),
        "role": say.text("Role"),
        "position": say.text("Place in the order"),
        "contact_times/about": say.text("How to reach you"),
        "weekdays": say.text("Days of the week"),
        "opens": say.text("There from"),
        "closes": say.text("There until"),
        "away_from": say.text("Away from"),
        "away_until": say.text("Away until"),
        "made_at": say.text("Made"),
        "wish": say.text("What you wish for"),
        "times": say.text("Times that suit you"),
        "city": say.text("City"),
        "traits": say.text("What your buddy should be"),
        "volunteers/traits": say.text("What you say about yourself"),
        "note": say.text("Note for the managers"),
        "guardian": say.text("Age"),
        "guardian_agreed_at": say.text("A parent or guardian agreed"),
        "state": say.text("State"),
        "class_key": say.text("Class"),
        "languages": say.text("Languages"),
        "fluent": say.text("Languages that you speak well"),
        "topics": say.text("Topics"),
        "place": say.text("Place"),
        "traits_must": say.text("This wish is a must"),
        "unnamed": say.text("Who you are is told later"),
        "asked_at": say.text("Asked"),
        "paused_at": say.text("Paused since"),
        "paused_seconds": say.text("Paused for"),
        "earlier_seconds": say.text("Waited before"),
        "withdrawn_at": say.text("Taken back"),
    }


def _offers(say: Speech) -> dict[str, str]:
    return {
        "hello": say.text("Your greeting"),
        "checked_on": say.text("Background check"),
        "capacity": say.text("Places for students"),
        "weekly_minutes": say.text("Hours a week"),
        "offered_at": say.text("Offered"),
        "approved_at": say.text("Approved"),
        "conduct_version": say.text("Version of the code of conduct"),
        "conduct_at": say.text("Agreed to the code of conduct"),
        "chat_asked_at": say.text("A manager asked for a talk"),
        "answered_at": say.text("Answered"),
        "still_asked_at": say.text("Asked if it still holds"),
        "silent_since": say.text("No answer since"),
        "proposed_at": say.text("Proposed"),
        "decided_at": say.text("Decided"),
        "sealed": say.text("What you wrote"),
        "form": say.text("Form"),
        "saved_at": say.text("Saved"),
    }


def _teams(say: Speech) -> dict[str, str]:
    return {
        "student_id": say.text("Student"),
        "buddy_id": say.text("Buddy"),
        "volunteer_id": say.text("Volunteer"),
        "channel_id": say.text("Id of the channel"),
        "channel_name": say.text("Channel"),
        "welcome_ts": say.text("Id of the message"),
        "ts": say.text("Id of the message"),
        "link": say.text("Link"),
        "launched_on": say.text("First day"),
        "launched_at": say.text("Began"),
        "ended_at": say.text("Ended"),
        "introduced_at": say.text("Introduced"),
        "unanswered_nudges": say.text("Reminders without an answer"),
        "nudged_from": say.text("Reminders from"),
        "said_hello_at": say.text("Said hello"),
        "logged_by": say.text("Logged by"),
        "undone_by": say.text("Struck out by"),
        "topic": say.text("Topic"),
        "held_on": say.text("Day"),
        "minutes": say.text("How long"),
        "logged_at": say.text("Logged"),
        "undone_at": say.text("Struck out"),
        "broadcasts/undone_at": say.text("Taken back"),
        "planned_by": say.text("Planned by"),
        "agreed": say.text("Agreed"),
        "kind": say.text("Kind"),
        "starts_at": say.text("Begins"),
        "begins_at": say.text("Begins"),
        "planned_at": say.text("Planned"),
        "asked_by": say.text("Asked by"),
        "asked_of": say.text("Who was asked"),
        "answered_by": say.text("Answered by"),
        "line": say.text("Note"),
        "venue": say.text("Place"),
        "is_fine": say.text("Is it fine?"),
        "week": say.text("Week"),
        "decision": say.text("What was decided"),
        "agreed_by": say.text("Agreed by"),
        "since": say.text("Since"),
        "made_by": say.text("Made by"),
        "first": say.text("First day"),
        "last": say.text("Last day"),
    }


def _care(say: Speech) -> dict[str, str]:
    return {
        "team_was": say.text("The team before"),
        "planned_for": say.text("Planned for"),
        "taken_back_at": say.text("Taken back"),
        "channel": say.text("What happens to the channel"),
        "answers": say.text("Answers"),
        "written_at": say.text("Written"),
        "due_at": say.text("Due"),
        "number": say.text("Number"),
        "answer": say.text("Answer"),
        "score": say.text("Answer"),
        "words": say.text("What you wrote"),
        "check_ins/words": say.text("What was written"),
        "may_read": say.text("Managers may read it"),
        "changed_at": say.text("Changed"),
        "kept_until": say.text("Kept until"),
        "done_at": say.text("Done"),
        "is_deleted": say.text("Deleted"),
        "said_by": say.text("Said by"),
        "said_at": say.text("Said"),
    }


def _running(say: Speech) -> dict[str, str]:
    return {
        "acknowledged_by": say.text("Who looks after it"),
        "excluded": say.text("Who was not told"),
        "is_urgent": say.text("Urgent"),
        "for_team": say.text("For the team"),
        "acknowledged_at": say.text("Looked after since"),
        "closed_at": say.text("Closed"),
        "actor": say.text("Who did it"),
        "actor_id": say.text("Who did it"),
        "receiver": say.text("Who was told"),
        "at": say.text("When"),
        "news": say.text("What happened"),
        "event": say.text("What happened"),
        "subject": say.text("About what"),
        "rounds": say.text("How often it was shown"),
        "audience": say.text("For whom"),
        "target": say.text("For"),
        "sent_at": say.text("Sent"),
        "entered_by": say.text("Entered by"),
        "entered_at": say.text("Entered"),
        "installed_by": say.text("Added by"),
        "installed_at": say.text("Added"),
        "why": say.text("Why"),
    }
