"""where messages are that name somebody stays known when their notices are forgotten

Messages of tasks and of wishes for hours from before 0038 say nowhere whom they name: that is read from the task and the
team.

Revision: 0040, after 0039.
"""

import re

import sqlalchemy as sa
from alembic import op

from models import walls

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None

KINDS = ('care_task', 'task_passed', 'target_wish', 'target_check')
ID = re.compile('[UW][A-Z0-9]{7,}')
NOTICES = sa.table(
    'notices',
    sa.column('id', sa.Integer()),
    sa.column('workspace_id', sa.String()),
    sa.column('kind', sa.String()),
    sa.column('slack_ts', sa.String()),
    sa.column('about', sa.JSON()),
    sa.column('names', sa.JSON()),
)
TASKS = sa.table(
    'tasks', sa.column('workspace_id', sa.String()), sa.column('id', sa.Integer()), sa.column('about', sa.JSON())
)
TEAMS = sa.table(
    'teams',
    sa.column('workspace_id', sa.String()),
    sa.column('id', sa.Integer()),
    sa.column('student_id', sa.String()),
    sa.column('buddy_id', sa.String()),
)


def upgrade() -> None:
    op.create_table(
        'named_messages',
        sa.Column('workspace_id', sa.String(length=32), nullable=False),
        sa.Column('user_id', sa.String(length=32), nullable=False),
        sa.Column('channel_id', sa.String(length=32), nullable=False),
        sa.Column('target', sa.String(length=64), nullable=False),
        sa.Column('stamps', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'],
            ['workspaces.id'],
            name=op.f('fk_named_messages_workspace_id_workspaces'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('workspace_id', 'user_id', 'channel_id', name=op.f('pk_named_messages')),
    )
    if op.get_bind().dialect.name == 'postgresql':
        for statement in walls.raised_round('named_messages'):
            op.execute(statement)
    _say_whom_they_name()
    op.execute("UPDATE alembic_version SET serves_since = '0040'")  # earlier ones erase nobody from here


def _say_whom_they_name() -> None:
    there = op.get_bind()
    teams = {(row.workspace_id, row.id): row for row in there.execute(sa.select(TEAMS))}
    tasks = {(row.workspace_id, row.id): row.about for row in there.execute(sa.select(TASKS))}
    unsaid = NOTICES.c.kind.in_(KINDS) & NOTICES.c.slack_ts.is_not(None)
    for row in there.execute(sa.select(NOTICES).where(unsaid)).all():
        if row.names:
            continue
        about = {**row.about, **tasks.get((row.workspace_id, row.about.get('task')), {})}
        named = {one for one in about.values() if isinstance(one, str) and ID.fullmatch(one)}
        number = str(about.get('team') or row.about.get('wish') or '').partition(':')[0]
        if number.isdigit() and (team := teams.get((row.workspace_id, int(number)))) is not None:
            named |= {team.student_id, team.buddy_id} - {None}
        op.execute(NOTICES.update().where(NOTICES.c.id == row.id).values(names=sorted(named)))


def downgrade() -> None:
    op.execute("UPDATE alembic_version SET serves_since = '0036'")
    op.drop_table('named_messages')
