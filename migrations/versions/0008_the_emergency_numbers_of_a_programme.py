"""the emergency numbers of a programme: those of Spain until its managers write others

Revision: 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_SPAIN = '{"country": "Spain", "danger": "112", "suicide": "024", "partner": "016", "outside": ""}'


def upgrade() -> None:
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('emergency', sa.JSON(), nullable=False, server_default=_SPAIN))


def downgrade() -> None:
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('emergency')
