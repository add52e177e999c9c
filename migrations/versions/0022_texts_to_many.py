"""texts of a manager to many people

Revision: 0022, after 0021.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('broadcasts',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('audience', sa.Enum('students', 'buddies', 'both', name='audience', native_enum=False, length=32), nullable=False),
    sa.Column('class_key', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=8), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=True),
    sa.Column('begins_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('undone_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('unreached', sa.JSON(), nullable=False),
    sa.Column('look_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_broadcasts_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_broadcasts')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_broadcasts_workspace_id_id'))
    )
    op.create_index('ix_broadcasts_look', 'broadcasts', ['look_at'], unique=False)


def downgrade() -> None:
    op.drop_table('broadcasts')
