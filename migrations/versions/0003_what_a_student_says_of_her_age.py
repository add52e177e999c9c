"""what a student says of her age is kept, whichever it is

Revision: 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('guardian', sa.Enum('adult', 'agreed', name='guardian', native_enum=False, length=32), nullable=True))
    op.execute("update buddy_requests set guardian = 'agreed' where guardian_agreed_at is not null")


def downgrade() -> None:
    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.drop_column('guardian')
