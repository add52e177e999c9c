"""What all tables share: names for constraints, aware UTC times, and the workspace each row belongs to."""

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum, ForeignKey, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SlackId = String(32)
"""An id that Slack gave: T…, U…, C…, D… (Slack names no maximum; the longest seen has 11 characters)."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. Refuses a naive one, so that no zone is ever guessed."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(words: type[enum.Enum]) -> list[str]:
    return [word.value for word in words]


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        enum.Enum: Enum(
            enum.Enum, native_enum=False, length=32, values_callable=_values, validate_strings=True
        ),
    }


class InWorkspace:
    """A row of one workspace. A bound session adds the condition to every query and fills it on insert."""

    workspace_id: Mapped[str] = mapped_column(
        SlackId, ForeignKey("workspaces.id", ondelete="CASCADE"), nullable=False
    )


def workspace_key() -> Mapped[str]:
    """`workspace_id` as part of the primary key, for rows that Slack's own ids identify."""
    return mapped_column(SlackId, ForeignKey("workspaces.id", ondelete="CASCADE"), primary_key=True)


def in_workspace(column: str, target: str) -> tuple[list[str], list[str]]:
    """Columns of a foreign key that includes the workspace: `in_workspace("team_id", "teams.id")`."""
    table, key = target.split(".")
    return ["workspace_id", column], [f"{table}.workspace_id", f"{table}.{key}"]


Json = dict[str, Any]
