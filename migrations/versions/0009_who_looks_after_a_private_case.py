"""who looks after a private case

Revision: 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('private_cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('acknowledged_by', sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('private_cases', schema=None) as batch_op:
        batch_op.drop_column('acknowledged_by')
