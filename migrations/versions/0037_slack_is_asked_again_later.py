"""whom Slack did not describe is asked about again later

Revision: 0037, after 0036.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0037'
down_revision = '0036'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('people') as batch_op:
        batch_op.add_column(sa.Column('facts_asked_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('facts_due_at', models.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('people') as batch_op:
        batch_op.drop_column('facts_due_at')
        batch_op.drop_column('facts_asked_at')
