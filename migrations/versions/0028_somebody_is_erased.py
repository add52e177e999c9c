"""somebody is erased

Revision: 0028, after 0027.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'erasures',
        sa.Column('workspace_id', sa.String(length=32), nullable=False),
        sa.Column('user_id', sa.String(length=32), nullable=False),
        sa.Column('asked_by', sa.String(length=32), nullable=False),
        sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('why', sa.Enum('by_mail', 'left', name='erasewhy', native_enum=False, length=32), nullable=True),
        sa.Column('nobody', sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id', 'user_id'],
            ['people.workspace_id', 'people.user_id'],
            name=op.f('fk_erasures_workspace_id_user_id_people'),
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'],
            ['workspaces.id'],
            name=op.f('fk_erasures_workspace_id_workspaces'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('workspace_id', 'user_id', name=op.f('pk_erasures')),
    )
    op.create_index('ix_erasures_due', 'erasures', ['due_at'], unique=False)


def downgrade() -> None:
    op.drop_table('erasures')
