"""the tables say which versions of the program they serve

Revision: 0035, after 0034.
"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'alembic_version', sa.Column('serves_since', sa.String(32), nullable=False, server_default='0034')
    )


def downgrade() -> None:
    with op.batch_alter_table('alembic_version') as batch_op:
        batch_op.drop_column('serves_since')
