"""somebody stands in while a buddy is away

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

_OPEN = "state in ('asked', 'offered', 'agreed', 'here')"


def upgrade() -> None:
    op.create_table('stand_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('rest_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('asked', 'offered', 'agreed', 'here', 'nobody', 'over', name='standinstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.Column('volunteer_id', sa.String(length=32), nullable=True),
    sa.Column('chosen_by', sa.String(length=32), nullable=True),
    sa.Column('offered_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_stand_ins_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id', 'volunteer_id'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_stand_ins_workspace_id_volunteer_id_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_stand_ins_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stand_ins')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_stand_ins_workspace_id_id')),
    sa.UniqueConstraint('workspace_id', 'team_id', 'rest_id', name=op.f('uq_stand_ins_workspace_id_team_id_rest_id'))
    )
    op.create_index('ix_stand_ins_due', 'stand_ins', ['due_at'], unique=False)
    op.create_index('uq_stand_ins_open', 'stand_ins', ['workspace_id', 'team_id'], unique=True, sqlite_where=sa.text(_OPEN), postgresql_where=sa.text(_OPEN))


def downgrade() -> None:
    op.drop_table('stand_ins')
