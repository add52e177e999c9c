"""a programme chooses its languages

Revision: 0034, after 0033.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0033'
branch_labels = None
depends_on = None

OFFERED = (
    'en es ca am ar hy bn zh nl fil fr ka de hi it ku ne ps fa pl pt pa ro ru so ti tr uk ur wo'  # in this order
)
"""What every programme has offered until now."""


def upgrade() -> None:
    with op.batch_alter_table('settings') as batch_op:
        batch_op.add_column(
            sa.Column('languages', sa.JSON(), nullable=False, server_default=json.dumps(OFFERED.split()))
        )


def downgrade() -> None:
    with op.batch_alter_table('settings') as batch_op:
        batch_op.drop_column('languages')
