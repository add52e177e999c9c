"""as what somebody with several roles sees her Home tab, and what managers note of a team

Revision: 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.add_column(sa.Column('face', sa.Enum('student', 'buddy', 'manager', name='face', native_enum=False, length=32), nullable=True))
    op.create_table('team_notes',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('written_by', sa.String(length=32), nullable=False),
    sa.Column('written_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('changed_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('kept_until', sa.Date(), nullable=False),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_team_notes_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_team_notes_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_notes')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_team_notes_workspace_id_id'))
    )
    op.create_index('ix_team_notes_team', 'team_notes', ['workspace_id', 'team_id'], unique=False)


def downgrade() -> None:
    op.drop_table('team_notes')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_column('face')
