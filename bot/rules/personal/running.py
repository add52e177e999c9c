"""What the program needs to run: what it owes, tasks, who changed what, and a programme's own decisions."""

from __future__ import annotations

from bot.rules.personal.words import PERSON, Ground, Kept, Purpose, Table

TABLES = (
    Table("workspaces", plain="id bot_user_id created_at wrapped_key"),
    Table(
        "settings",
        plain="workspace_id set_up_at timezone language weekly_minutes classes topics promise_days offer_hours"
        " student_hours idle_days traits has_minors emergency venues support_channel_id nudge_weekday nudge_minute"
        " country region class_hours nudges_each digest_weekday digest_minute charts_refused_at"
        " channel_after_introduction house_note own_texts features_off later_months hour_worth currency match_due_at cases_kept_days"
        " doors_due_at doors_found",
    ),
    Table(
        "broadcasts",
        Purpose.SPEAKING,
        Ground.INTEREST,
        hers=(("made_by", PERSON),),
        people="made_by",
        among="unreached",
        words="sealed",
        facts="made_at audience class_key language begins_at undone_at",
        plain="workspace_id id look_at",
        unexported="unreached",
    ),
    Table(
        "notices",
        Purpose.SPEAKING,
        Ground.AGREEMENT,
        Kept.DELIVERED,
        hers=(("target", PERSON),),
        people="target",
        words="dedupe_key about progress slack_channel slack_ts",
        facts="kind due_at sent_at",
        plain="workspace_id id state not_before attempts owner lease_until reason",
        goes=True,
        unexported="dedupe_key about progress slack_channel slack_ts",
        since="sent_at",
    ),
    Table(
        "paces",
        Purpose.SPEAKING,
        Ground.AGREEMENT,
        Kept.SHORTLY,
        words="key",
        facts="full_at blocked_until",
        plain="workspace_id",
        goes=True,
        unexported="key full_at blocked_until",
    ),
    Table(
        "inbox",
        Purpose.SPEAKING,
        Ground.AGREEMENT,
        Kept.SHORTLY,
        words="answer",
        plain="workspace_id key received_at",
        goes=True,
        unexported="answer",
        since="received_at",
    ),
    Table(
        "tasks",
        Purpose.CARE,
        Ground.INTEREST,
        Kept.AUDIT,
        people="done_by held_by moved_by",
        among="dedupe_key about moved_from",
        facts="kind opened_at done_at snoozed_until",
        plain="workspace_id id moves",
        unexported="dedupe_key about moved_from done_by held_by moved_by kind opened_at done_at snoozed_until",
        since="done_at",
    ),
    Table(
        "history",
        Purpose.ACCOUNT,
        Ground.INTEREST,
        Kept.AUDIT,
        hers=(("actor_id", PERSON), ("subject_id", PERSON)),
        people="actor_id subject_id",
        among="details",
        facts="at subject event",
        plain="workspace_id id",
        unexported="details subject_id",
        since="at",
    ),
    Table(
        "rosters",
        Purpose.ACCOUNT,
        Ground.INTEREST,
        hers=(("entered_by", PERSON),),
        people="entered_by",
        facts="entered_at",
        plain="workspace_id class_key as_of students attending graduated with_buddy begins ends",
    ),
    Table("slots", plain="workspace_id kind timezone due_at"),
)
