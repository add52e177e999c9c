"""how teams end

Revision: 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

REASON = sa.Enum('graduated', 'found_job', 'dropped_out', 'new_buddy', 'buddy_left', 'other', name='endreason', native_enum=False, length=32)
STEP = sa.Enum('announce', 'end', 'closing', 'channel', 'monthly', 'later', name='endingstep', native_enum=False, length=32)
WORDS = sa.Enum('note', 'thanks', 'survey', 'name', 'later', name='endwords', native_enum=False, length=32)


def _wish() -> sa.Enum:
    return sa.Enum('keep', 'archive', name='channelwish', native_enum=False, length=32)


def upgrade() -> None:
    op.create_table('endings',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('team_was', sa.Enum('launching', 'active', 'job_search', 'ended', name='teamstate', native_enum=False, length=32), nullable=False),
    sa.Column('reason', REASON, nullable=False),
    sa.Column('may_be_said', sa.Boolean(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('planned_for', sa.Date(), nullable=True),
    sa.Column('ended_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('taken_back_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('readers', sa.JSON(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=True),
    sa.Column('student_channel', _wish(), nullable=True),
    sa.Column('buddy_channel', _wish(), nullable=True),
    sa.Column('channel', _wish(), nullable=True),
    sa.Column('goes_on', sa.JSON(), nullable=False),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'request_id'], ['buddy_requests.workspace_id', 'buddy_requests.id'], name=op.f('fk_endings_workspace_id_request_id_buddy_requests')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_endings_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_endings_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_endings')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_endings_workspace_id_id'))
    )
    with op.batch_alter_table('endings', schema=None) as batch_op:
        batch_op.create_index('uq_endings_team', ['workspace_id', 'team_id'], unique=True, sqlite_where=sa.text('taken_back_at is null'), postgresql_where=sa.text('taken_back_at is null'))

    op.create_table('ending_moments',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('ending_id', sa.Integer(), nullable=False),
    sa.Column('step', STEP, nullable=False),
    sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'ending_id'], ['endings.workspace_id', 'endings.id'], name=op.f('fk_ending_moments_workspace_id_ending_id_endings')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_ending_moments_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'ending_id', 'step', name=op.f('pk_ending_moments'))
    )
    with op.batch_alter_table('ending_moments', schema=None) as batch_op:
        batch_op.create_index('ix_ending_moments_due', ['due_at'], unique=False)

    op.create_table('ending_words',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('ending_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('kind', WORDS, nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('written_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'ending_id'], ['endings.workspace_id', 'endings.id'], name=op.f('fk_ending_words_workspace_id_ending_id_endings')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_ending_words_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'ending_id', 'user_id', 'kind', name=op.f('pk_ending_words'))
    )
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('later_months', sa.Integer(), nullable=False, server_default='12'))

    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('earlier_seconds', sa.Integer(), nullable=False, server_default='0'))


def downgrade() -> None:
    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.drop_column('earlier_seconds')

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('later_months')

    op.drop_table('ending_words')
    with op.batch_alter_table('ending_moments', schema=None) as batch_op:
        batch_op.drop_index('ix_ending_moments_due')

    op.drop_table('ending_moments')
    with op.batch_alter_table('endings', schema=None) as batch_op:
        batch_op.drop_index('uq_endings_team')

    op.drop_table('endings')
