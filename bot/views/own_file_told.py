"""What messages and lines of the history are called in the copy of somebody's data: by their kinds, never their text."""

from __future__ import annotations

from bot.services.history import OFFER, REQUEST
from bot.speech import Speech
from bot.views import history

Named = tuple[tuple[str, tuple[str, ...]], ...]
"""Words, and the kinds that they are for."""


def messages(say: Speech) -> dict[str, str]:
    """Kind of a message → what it is about. What is said in confidence is not in the copy."""
    named = (*_of_pairs(say), *_of_teams(say), *_of_help(say), *_of_running(say))
    return {kind: words for words, kinds in named for kind in kinds}


def _of_pairs(say: Speech) -> Named:
    return (
        (say.text("Your Home tab"), ("home",)),
        (
            say.text("Pairs that were proposed"),
            ("proposal", "proposal_edit", "offer", "offer_edit", "offer_reminder", "offer_reminder_edit", "buddy", "buddy_edit", "volunteer", "volunteer_edit", "offer_ended", "buddy_ended", "match_report"),
        ),
        (
            say.text("Your offer to be a buddy"),
            ("volunteer_approved", "volunteer_chat", "volunteer_not_now", "volunteer_again", "volunteer_back", "volunteer_still", "volunteer_silent", "conduct_question"),
        ),
        (
            say.text("Your requests for a buddy"),
            ("request_taken_off", "still_looking", "age_question", "age_question_edit", "promise_over"),
        ),
    )


def _of_teams(say: Speech) -> Named:
    return (
        (
            say.text("A team and its channel"),
            ("launch", "managers", "introduction_done", "no_channel", "no_channel_yet", "not_invited", "channel_gone", "left_channel", "invite_again", "team_formed", "hello", "channel_archive", "team_paused", "team_unpaused"),
        ),
        (
            say.text("Introduction"),
            ("introduction", "introduction_late", "introduction_ask", "introduction_ask_edit", "introduction_led", "introduction_unplanned", "introduction_cannot", "introduction_unanswered", "introduction_met", "introduction_taken"),
        ),
        (
            say.text("Planned meetings"),
            ("invitation", "invitation_edit", "meeting_off", "meeting_edit", "meeting_day", "meeting_hour", "meeting_late", "meeting_log", "meeting_log_edit"),
        ),
        (say.text("Questions about places"), ("venue_asked", "venue_asked_edit", "venue_answered")),
        (say.text("Sessions of your teams"), ("session", "session_undone", "session_corrected", "session_struck")),
        (say.text("Reminders to your teams"), ("nudge",)),
        (
            say.text("Hours that you agreed on"),
            ("target_wish", "target_check", "target_over", "target_told", "target_holds", "hours_shown"),
        ),
        (
            say.text("Days away"),
            ("away", "away_over", "away_stays", "break_begins", "break_over", "break_off_everywhere", "break_off"),
        ),
        (
            say.text("Stand-ins"),
            ("stand_in_card", "stand_in_card_over", "stand_in_offer", "stand_in_offer_over", "stand_in_comes", "stand_in_goes", "stand_in_told", "stand_in_thanks", "stand_in_stays"),
        ),
        (say.text("Whether your team fits"), ("fit",)),
        (say.text("How it is going"), ("pulse", "pulse_words", "care_task")),
        (
            say.text("How teams ended"),
            ("team_ended", "team_ends_soon", "end_cancelled", "team_goes_on", "ending_read", "ending_answered", "thanks", "team_closing", "go_on_asked", "go_on_begun", "go_on_declined", "go_on_over", "go_on_monthly", "later_question", "certificate", "member_gone"),
        ),
    )


def _of_help(say: Speech) -> Named:
    return (
        (
            say.text("A call for more support"),
            ("help", "help_card", "help_remind", "help_steps", "help_steps_now", "help_seen", "help_waiting", "help_closed", "help_channel"),
        ),
        (say.text("Who is asked for help"), ("doors",)),
        (
            say.text("Questions to the help channel"),
            ("question", "question_card", "question_posted", "question_stuck", "question_waiting", "question_answer", "question_told", "questions_hello", "questions_closed"),
        ),
        (say.text("Feedback"), ("feedback",)),
    )


def _of_running(say: Speech) -> Named:
    return (
        (
            say.text("Something for the managers to do"),
            ("task_passed", "passed_on", "student_silent", "student_silent_edit", "not_reached", "not_reached_edit", "long_wait", "overdue", "quiet_teams"),
        ),
        (
            say.text("Figures that you get"),
            ("report", "report_file", "digest", "digest_now", "week_figures", "week_figures_begin"),
        ),
        (say.text("message to many"), ("broadcast", "broadcast_planned", "broadcast_begun", "broadcast_report")),
        (say.text("Your data in CodeBuddies"), ("own_data",)),
        (say.text("When your data goes"), ("erase_told", "erase_kept", "erase")),
        (say.text("Check-up"), ("checkup", "token")),
        (say.text("settings of the programme"), ("settings_file",)),
        (
            say.text("Role"),
            ("role", "role_over", "handover_asked", "handover_agreed", "handover_stopped", "handover_over", "manager_leaves", "manager_stays"),
        ),
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
    channel = ("channel_archived", "channel_back", "channel_gone", "channel_made", "channel_not_made", "channel_wanted_again", "left_channel")hours = ("hours_asked", "hours_agreed", "hours_changed", "hours_left", "hours_declined", "hours_replaced")stand_in = ("stand_in_asked", "stand_in_nobody", "stand_in_chosen", "stand_in_yes", "stand_in_no", "stand_in_over")return {
        "active": say.text("at work"),
        "formed": say.text("a team"),
        **dict.fromkeys(("introduced", "not_introduced"), say.text("Introduction")),
        "said_hello": say.text("Said hello"),
        **dict.fromkeys(("note_written", "note_changed", "note_put_back"), say.text("Note for the managers")),
        "no_reminders": say.text("no more reminders"),
        "end_planned": say.text("the end was planned"),
        "ended": say.text("ended"),
        "goes_on": say.text("looking for a job"),
        **dict.fromkeys(channel, say.text("A team and its channel")),
        **dict.fromkeys(hours, say.text("Hours that were proposed")),
        **dict.fromkeys(stand_in, say.text("Stand-ins")),
    }
