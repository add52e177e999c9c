"""managers put their tasks off and pass them on

Revision: 0024, after 0023.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('tasks', sa.Column('snoozed_until', models.base.UtcDateTime(timezone=True), nullable=True))
    op.add_column('tasks', sa.Column('held_by', sa.String(length=32), nullable=True))
    op.add_column('tasks', sa.Column('moves', sa.Integer(), nullable=True))
    op.add_column('tasks', sa.Column('moved_by', sa.String(length=32), nullable=True))
    op.add_column('tasks', sa.Column('moved_from', sa.JSON(), nullable=True))


def downgrade() -> None:
    for column in ('moved_from', 'moved_by', 'moves', 'held_by', 'snoozed_until'):
        op.drop_column('tasks', column)
