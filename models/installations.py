"""How the program came into a workspace that installed it by itself, and who has come back to install it."""

from datetime import datetime

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, SlackId, workspace_key


class Installation(InWorkspace, Base):
    """What Slack gave the program when the workspace installed it, or an organisation did. The last one counts; earlier
    ones are not kept."""

    __tablename__ = "installations"

    workspace_id: Mapped[str] = workspace_key()
    bot_token: Mapped[bytes] = mapped_column(LargeBinary)
    """Sealed."""
    refresh_token: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Sealed; where the app's tokens end after some hours."""
    expires_at: Mapped[datetime | None]
    """When the token ends; None: it does not."""
    bot_id: Mapped[str] = mapped_column(SlackId)
    app_id: Mapped[str] = mapped_column(SlackId)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    installed_by: Mapped[str] = mapped_column(SlackId)
    """Empty where an organisation did: it gives her nothing, so it is not kept."""
    installed_at: Mapped[datetime]
    workspaces: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Of an organisation: the ids of those to which it has given the program, by Slack's word."""


class InstallState(Base):
    """Somebody has come back from Slack's page, to install the program, with this, and may not once more. Of no workspace
    yet.
    """

    __tablename__ = "install_states"

    mark: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of what she brought back."""
    expires_at: Mapped[datetime]
    """From then on nobody comes back with it in any case."""
