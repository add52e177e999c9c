"""By which words of its cell in docs/PRIVACY.md each column with something of people is named."""

from __future__ import annotations

SAID: dict[str, dict[str, str]] = {
    "people": {
        "Slack id": "user_id",
        "chosen language": "language",
        "Slack's language and time zone": "slack_locale timezone",
        "whether admin, guest or gone": "is_admin is_guest is_gone facts_at",
        "which side of Home was looked at last": "face",
    },
    "roles": {
        "who holds a role": "user_id role",
        "in which order": "position",
        "a contact address, where one was given": "email",
    },
    "contact_times": {
        "when somebody with a role is there, and away": "user_id weekdays opens closes away_from away_until",
        "her languages and a line about herself, in her words": "about",
    },
    "figures_readers": {
        "who gets the week's figures": "user_id",
        "who decided that, and when": "made_by made_at",
    },
    "buddy_requests": {
        "who asks for a buddy": "student_id",
        "class, languages, topics": "class_key languages fluent topics",
        "times, place and city": "times place city",
        "whom she would like, and whether that is a must": "traits traits_must",
        "whether the volunteer reads who she is": "unnamed",
        "the wish": "wish",
        "whether she is one and that a parent or guardian agrees": "guardian guardian_agreed_at",
        "the note for managers (encrypted)": "note",
        "how long she waits, pauses and why": "state asked_at why_waiting paused_at paused_seconds earlier_seconds"
        " withdrawn_at",
    },
    "volunteers": {
        "who offers to be a buddy": "user_id state offered_at",
        "languages, topics": "languages fluent topics",
        "times, place and city": "times place city",
        "for how many and how long a week": "capacity weekly_minutes",
        "what the volunteer says of himself and wrote": "traits hello",
        "until when he is away": "away_until",
        "who approved him, and when": "approved_by approved_at",
        "who asked for a talk before, and when": "chat_asked_by chat_asked_at",
        "which code of conduct was agreed to": "conduct_version conduct_at",
        "the date of a background check": "checked_on",
        "when he last answered": "answered_at still_asked_at silent_since",
    },
    "proposals": {
        "who was proposed": "volunteer_id proposed_at",
        "why the two fit": "reasons",
        "what became of it, and who said no and why": "state decided_at declined_by decline_reason",
        "who chose the pair by hand": "chosen_by",
        "the reason that this manager wrote, which may tell of people (encrypted)": "sealed_why chosen_why",
    },
    "drafts": {
        "a form that was begun (encrypted)": "sealed",
        "which form, whose and when": "user_id form saved_at",
    },
    "never_pairs": {
        "with whom somebody must not be paired (encrypted)": "sealed",
        "whose list it is": "owner_hash",
    },
    "teams": {
        "the two of a team": "student_id buddy_id",
        "its channel": "channel_id channel_name welcome_ts",
        "language, time zone and weekly hours": "language timezone weekly_minutes",
        "when it began, met, was asked and ended": "state launched_on launched_at ended_at introduced_at said_hello_at"
        " unanswered_nudges nudged_from",
    },
    "sessions": {
        "day, length, topic and place": "held_on minutes topic place",
        "who logged or undid it, and when": "logged_by logged_at undone_by undone_at",
    },
    "meetings": {
        "dates that were planned": "kind state starts_at minutes planned_at",
        "their place": "place",
        "who planned, agreed and logged": "planned_by agreed logged_by",
    },
    "venue_questions": {
        "whether a place may be used, and when": "venue starts_at asked_at",
        "who asks, who is asked and who answers": "asked_by asked_of answered_by",
        "the answer": "line is_fine answered_at",
    },
    "nudges": {"whether a reminder was due in a week": "week decision decided_at"},
    "targets": {"hours a week that were agreed": "minutes since", "by whom": "asked_by agreed_by"},
    "target_wishes": {"a wish for other hours": "minutes asked_at", "by whom": "asked_by agreed_by"},
    "rests": {"days away and breaks": "first last made_at", "whose, and who entered them": "user_id made_by"},
    "stand_ins": {
        "who stands in for a buddy": "volunteer_id state",
        "who was asked and who chose, and when": "asked chosen_by asked_at offered_at",
    },
    "endings": {
        "how and when a team ended": "team_was reason may_be_said made_at planned_for ended_at taken_back_at",
        "who ended it": "made_by",
        "who of the managers reads of it": "readers",
        "who goes on": "goes_on",
        "which channels are closed": "channel student_channel buddy_channel",
    },
    "ending_moments": {"what the end of a team is still due for": "due_at step"},
    "ending_words": {
        "thanks and answers at the end (words encrypted)": "sealed answers kind",
        "whose, and when": "user_id written_at",
    },
    "askings": {"when somebody is asked how it is going": "user_id kind due_at number asked_at"},
    "fits": {"whether the pair fits": "answer", "who says so, and when": "user_id answered_at"},
    "pulses": {
        "answers to “how is it going” (words encrypted)": "score words number asked_at answered_at user_id",
        "whether managers may read the words": "may_read",
    },
    "check_ins": {
        "what managers write after a talk (encrypted)": "words",
        "with whom, by whom and when": "user_id written_by written_at",
    },
    "team_notes": {
        "what managers write about a team (encrypted)": "words",
        "by whom, when and until when": "written_by written_at changed_at kept_until",
    },
    "former_notes": {
        "a note as it was before a manager changed or deleted it (encrypted)": "words is_deleted",
        "by whom and when": "written_by done_by written_at changed_at kept_until done_at",
    },
    "feedback": {
        "feedback to the managers (encrypted)": "words",
        "by whom, where named, and when": "said_by said_at",
    },
    "help_requests": {
        "calls for help (words encrypted)": "words is_urgent for_team state",
        "who asks": "asked_by",
        "who is told first and last": "first last",
        "who is left out": "excluded",
        "who looks after it, and when": "acknowledged_by acknowledged_at asked_at closed_at",
    },
    "help_steps": {
        "what became of a call (words encrypted)": "words news",
        "who did it, for whom and when": "actor receiver at",
    },
    "private_cases": {
        "what is asked in confidence, and what whoever closes it writes to the person who asked (encrypted, with a key of its own)": "sealed wrapped_key asker_hash",
        "who looks after it": "acknowledged_by",
        "how far it is, and when": "state asked_at acknowledged_at closed_at",
    },
    "case_readers": {"who may read a case": "user_id position is_picked", "since when": "since"},
    "case_openings": {"who opened a case, or tried to, and when": "user_id allowed at"},
    "channel_questions": {
        "questions to the help channel (words, and who asked without a name, encrypted)": "words asker_hash"
        " sealed_asker",
        "who asked with a name": "asked_by",
        "where it stands in Slack": "ts link",
        "when, and how often others were asked": "state asked_at rounds",
    },
    "channel_answers": {
        "answers to them that were given here (words encrypted)": "words",
        "who answered and when": "answered_by answered_at",
        "where it stands in Slack": "ts link",
    },
    "broadcasts": {
        "what a manager wrote to many (encrypted)": "sealed",
        "who wrote it, when and to whom": "made_by made_at begins_at undone_at audience class_key language",
        "whom it did not reach": "unreached",
    },
    "notices": {
        "whom the message names": "names",
        "to whom, when, what of": "target kind due_at sent_at dedupe_key about progress",
        "where it stands in Slack": "slack_channel slack_ts",
    },
    "named_messages": {
        "whom messages name that were sent earlier, and which a manager was sent as one (until that role is over)": "user_id",
        "who reads them": "target",
        "where they stand in Slack, and ids of files that the person was given": "channel_id stamps",
    },
    "paces": {"how fast Slack may be written to": "full_at blocked_until", "where": "key"},
    "inbox": {"the answer (encrypted)": "answer"},
    "tasks": {
        "what managers should look at, and about whom": "kind about dedupe_key",
        "who has, passed on or did it": "held_by moved_by moved_from done_by",
        "when": "opened_at done_at snoozed_until",
    },
    "history": {
        "who changed what, and when": "actor_id event subject at",
        "about whom, and what else belongs to it": "subject_id details",
    },
    "rosters": {"who entered the numbers of a class, and when": "entered_by entered_at"},
    "installations": {"who added the program to Slack, and when": "installed_by installed_at"},
    "erasures": {
        "who asks to be erased": "user_id",
        "who asked for it in her place, and why": "asked_by why",
        "when it was asked and when it happens": "asked_at due_at",
    },
}
"""Table → words → columns."""
