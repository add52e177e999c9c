"""what has had its time is forgotten

Revision: 0030, after 0029.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('settings') as batch_op:
        batch_op.add_column(
            sa.Column('kept_for', sa.JSON(), nullable=False, server_default='[12, 6, 24, 6, 7]')
        )
        batch_op.add_column(sa.Column('forget_due_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('forgot_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('forgot', sa.JSON(), nullable=False, server_default='{}'))
    with op.batch_alter_table('workspaces') as batch_op:
        batch_op.add_column(sa.Column('left_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            'ix_workspaces_left',
            ['left_at', 'id'],
            unique=False,
            sqlite_where=sa.text('left_at is not null'),
            postgresql_where=sa.text('left_at is not null'),
        )


def downgrade() -> None:
    with op.batch_alter_table('workspaces') as batch_op:
        batch_op.drop_index('ix_workspaces_left')
        batch_op.drop_column('left_at')
    with op.batch_alter_table('settings') as batch_op:
        for name in ('forgot', 'forgot_at', 'forget_due_at', 'kept_for'):
            batch_op.drop_column(name)
