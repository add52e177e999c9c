"""What messages and lines of the history are called in the copy of somebody's data: by their kinds, never their text."""

from __future__ import annotations

from bot.services.history import OFFER, REQUEST
from bot.speech import Speech
from bot.views import history

Named = tuple[tuple[str, tuple[str, ...]], ...]
"""Words, and what the kinds begin with that they are for."""


def messages(say: Speech) -> dict[str, str]:
    """What the kind of a message begins with → what it is about. Of what is said in confidence nothing is in the copy."""
    named = (*_of_pairs(say), *_of_teams(say), *_of_help(say), *_of_running(say))
    return {begins: words for words, kinds in named for begins in kinds}


def _of_pairs(say: Speech) -> Named:
    pairs = ("proposal", "offer", "buddy", "volunteer", "volunteer_edit", "match_report")
    asked = ("request_", "still_looking", "age_question", "promise_over")
    return (
        (say.text("Your Home tab"), ("home",)),
        (say.text("Pairs that were proposed"), pairs),
        (say.text("Your offer to be a buddy"), ("volunteer_", "conduct_question")),
        (say.text("Your requests for a buddy"), asked),
    )


def _of_teams(say: Speech) -> Named:
    channel = ("launch", "managers", "no_channel", "not_invited", "channel_", "left_channel", "invite_again")
    ended = (
        "team_end",
        "team_goes_on",
        "team_closing",
        "end_",
        "ending",
        "thanks",
        "certificate",
        "member_gone",
    )
    return (
        (say.text("A team and its channel"), (*channel, "introduction_done", "team_", "hello")),
        (say.text("Introduction"), ("introduction",)),
        (say.text("Planned meetings"), ("invitation", "meeting")),
        (say.text("Questions about places"), ("venue",)),
        (say.text("Sessions of your teams"), ("session",)),
        (say.text("Reminders to your teams"), ("nudge",)),
        (say.text("Hours that you agreed on"), ("target", "hours_")),
        (say.text("Days away"), ("away", "break_")),
        (say.text("Stand-ins"), ("stand_in",)),
        (say.text("Whether your team fits"), ("fit",)),
        (say.text("How it is going"), ("pulse", "care_task")),
        (say.text("How teams ended"), (*ended, "go_on_", "later_question")),
    )


def _of_help(say: Speech) -> Named:
    return (
        (say.text("A call for more support"), ("help",)),
        (say.text("Who is asked for help"), ("doors",)),
        (say.text("Questions to the help channel"), ("question",)),
        (say.text("Feedback"), ("feedback",)),
    )


def _of_running(say: Speech) -> Named:
    to_do = (
        "task_passed",
        "passed_on",
        "student_silent",
        "not_reached",
        "long_wait",
        "overdue",
        "quiet_teams",
    )
    return (
        (say.text("Something for the managers to do"), to_do),
        (say.text("Figures that you get"), ("report", "digest", "week_figures")),
        (say.text("message to many"), ("broadcast",)),
        (say.text("Your data in CodeBuddies"), ("own_data",)),
        (say.text("When your data goes"), ("erase",)),
        (say.text("Check-up"), ("checkup", "token", "grants")),
        (say.text("settings of the programme"), ("settings_file",)),
        (say.text("Role"), ("role", "handover_", "manager_")),
    )


def subjects(say: Speech) -> dict[str, str]:
    """What a line of the history is about."""
    asked = say.text("Who is asked for help")
    return {
        REQUEST: say.text("request for a buddy"),
        OFFER: say.text("offer to be a buddy"),
        "proposal": say.text("a possible team"),
        "team": say.text("a team"),
        "meeting": say.text("a meeting"),
        "person": say.text("Person"),
        "task": say.text("Something for the managers to do"),
        "broadcast": say.text("message to many"),
        "help_request": say.text("A call for more support"),
        "class_numbers": say.text("Numbers of classes that you entered"),
        "figures": say.text("Figures that you get"),
        "setup": say.text("Role"),
        "settings": say.text("settings of the programme"),
        "workspace": say.text("Pairs that were proposed"),
        **dict.fromkeys(("contacts", "contact_times", "private_times"), asked),
    }


def events(say: Speech) -> dict[str, str]:
    """What happened, whatever it was about; of what has no word of its own it is `changed`."""
    return {
        **history.events(say),
        **_of_asking(say),
        **_of_steps(say),
        **_of_team(say),
    }


def _of_asking(say: Speech) -> dict[str, str]:
    no_answer = say.text("no answer came in time")
    return {
        **dict.fromkeys(("asked", "asked_again", "match_asked"), say.text("asked")),
        "changed": say.text("changed"),
        "proposed": say.text("proposed"),
        "approved": say.text("approved"),
        "matched": say.text("has a buddy"),
        "waiting": say.text("waits"),
        **dict.fromkeys(("not_reached", "student_silent"), no_answer),
        "not_now": say.text("not now"),
        "paused": say.text("paused"),
        "unpaused": say.text("goes on after a pause"),
        "acknowledged": say.text("somebody looks after it"),
        "closed": say.text("closed"),
        "reopened": say.text("opened again"),
    }


def _of_steps(say: Speech) -> dict[str, str]:
    moved, back = say.text("moved to another day"), say.text("taken back")
    return {
        **dict.fromkeys(("planned", "introduction_proposed"), say.text("planned")),
        **dict.fromkeys(("moved", "put_off", "end_moved"), moved),
        **dict.fromkeys(("cancelled", "end_cancelled"), say.text("called off")),
        **dict.fromkeys(("undone", "erasure_taken_back", "end_taken_back", "moved_back"), back),
        "cannot_come": say.text("cannot come"),
        "agreed": say.text("agreed"),
        "done": say.text("done"),
        "put_back": say.text("put back"),
        **dict.fromkeys(("passed_on", "handed_over"), say.text("handed over")),
        "added": say.text("Added"),
        **dict.fromkeys(("removed", "note_deleted"), say.text("Deleted")),
        "stopped": say.text("stopped"),
        "erasure_asked": say.text("asked to be erased"),
        "erased": say.text("erased"),
    }


def _of_team(say: Speech) -> dict[str, str]:
    return {
        "active": say.text("at work"),
        "formed": say.text("a team"),
        **dict.fromkeys(("introduced", "not_introduced"), say.text("Introduction")),
        "said_hello": say.text("Said hello"),
        **dict.fromkeys(("note_written", "note_changed", "note_put_back"), say.text("Note for the managers")),
        "no_reminders": say.text("no more reminders"),
        "end_planned": say.text("the end was planned"),
        "ended": say.text("ended"),
        "goes_on": say.text("looking for a job"),
        **dict.fromkeys(("channel_", "left_channel"), say.text("A team and its channel")),
        "hours_": say.text("Hours that were proposed"),
        "stand_in_": say.text("Stand-ins"),
    }


def of(code: str, words: dict[str, str]) -> str:
    """By the longest of what it may begin with; "" where there is none."""
    known = [begins for begins in words if code.startswith(begins)]
    return words[max(known, key=len)] if known else ""
