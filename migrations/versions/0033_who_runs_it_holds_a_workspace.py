"""whoever runs the program holds a workspace

Revision: 0033, after 0032.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('workspaces') as batch_op:
        batch_op.add_column(sa.Column('held_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            'ix_workspaces_silent',
            ['id'],
            unique=False,
            sqlite_where=sa.text('left_at is not null or held_at is not null'),
            postgresql_where=sa.text('left_at is not null or held_at is not null'),
        )


def downgrade() -> None:
    with op.batch_alter_table('workspaces') as batch_op:
        batch_op.drop_index('ix_workspaces_silent')
        batch_op.drop_column('held_at')
