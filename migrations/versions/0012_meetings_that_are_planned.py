"""meetings that are planned, how a team begins, and what its programme decides of that

Revision: 0012, after 0011.
"""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('channel_after_introduction', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column('house_note', sa.String(length=500), nullable=False, server_default=''))

    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.add_column(sa.Column('introduction_due_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('said_hello_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('hello_step', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('hello_due_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_teams_hello', ['hello_due_at'], unique=False)
        batch_op.create_index('ix_teams_introduction', ['introduction_due_at'], unique=False)

    looked_for_introductions()

    op.create_table('meetings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('introduction', 'session', name='meetingkind', native_enum=False, length=32), nullable=False),
    sa.Column('state', sa.Enum('proposed', 'confirmed', 'held', 'cancelled', name='meetingstate', native_enum=False, length=32), nullable=False),
    sa.Column('starts_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('planned_by', sa.String(length=32), nullable=False),
    sa.Column('planned_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('agreed', sa.JSON(), nullable=False),
    sa.Column('is_in_calendars', sa.Boolean(), nullable=False),
    sa.Column('step', sa.Integer(), nullable=False),
    sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('logged_by', sa.String(length=32), nullable=True),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.CheckConstraint('minutes between 5 and 720', name=op.f('ck_meetings_minutes_in_range')),
    sa.ForeignKeyConstraint(['workspace_id', 'session_id'], ['sessions.workspace_id', 'sessions.id'], name=op.f('fk_meetings_workspace_id_session_id_sessions')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_meetings_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_meetings_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_meetings')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_meetings_workspace_id_id'))
    )
    op.create_index('ix_meetings_due', 'meetings', ['due_at'], unique=False)
    op.create_index('ix_meetings_team', 'meetings', ['workspace_id', 'team_id', 'starts_at'], unique=False)
    op.create_index('uq_meetings_introduction', 'meetings', ['workspace_id', 'team_id'], unique=True, sqlite_where=sa.text("kind = 'introduction'"), postgresql_where=sa.text("kind = 'introduction'"))


def looked_for_introductions() -> None:
    """Teams that wait for their introduction are looked at as new ones are: a week after their launch."""
    at = models.base.UtcDateTime()
    teams = sa.table(
        'teams',
        *(sa.column('id', sa.Integer), sa.column('state', sa.String), sa.column('launched_at', at)),
        *(sa.column('introduced_at', at), sa.column('introduction_due_at', at)),
    )
    waits = teams.c.introduced_at.is_(None) & (teams.c.state != 'ended')
    db = op.get_bind()
    for number, launched_at in db.execute(sa.select(teams.c.id, teams.c.launched_at).where(waits)).all():
        due = launched_at + timedelta(days=7)
        db.execute(sa.update(teams).where(teams.c.id == number).values(introduction_due_at=due))


def downgrade() -> None:
    op.drop_table('meetings')
    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.drop_index('ix_teams_introduction')
        batch_op.drop_index('ix_teams_hello')
        for column in ('hello_due_at', 'hello_step', 'said_hello_at', 'introduction_due_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('settings', schema=None) as batch_op:
        for column in ('house_note', 'channel_after_introduction'):
            batch_op.drop_column(column)
