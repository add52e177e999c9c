"""a note of a team can be put back for an hour

Revision: 0031, after 0030.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'former_notes',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('written_by', sa.String(length=32), nullable=False),
        sa.Column('written_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('changed_at', models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('words', sa.LargeBinary(), nullable=False),
        sa.Column('kept_until', sa.Date(), nullable=False),
        sa.Column('done_by', sa.String(length=32), nullable=False),
        sa.Column('done_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('is_deleted', sa.Boolean(), nullable=False),
        sa.Column('workspace_id', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id', 'team_id'],
            ['teams.workspace_id', 'teams.id'],
            name=op.f('fk_former_notes_workspace_id_team_id_teams'),
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'],
            ['workspaces.id'],
            name=op.f('fk_former_notes_workspace_id_workspaces'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('workspace_id', 'id', name=op.f('pk_former_notes')),
    )
    op.create_index('ix_former_notes_done', 'former_notes', ['done_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_former_notes_done', table_name='former_notes')
    op.drop_table('former_notes')
