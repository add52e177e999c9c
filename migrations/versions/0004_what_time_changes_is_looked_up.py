"""when to look again at an offer or a promise is looked up, and not found out from all of them

Revision: 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('look_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_volunteers_look', ['look_at'], unique=False)
    op.execute("update volunteers set look_at = offered_at")
    op.execute(
        "update buddy_requests set promise_due_at = asked_at"
        " where promise_due_at is null and promise_step < 3 and state in ('waiting', 'proposed')"
    )


def downgrade() -> None:
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.drop_index('ix_volunteers_look')
        batch_op.drop_column('look_at')
