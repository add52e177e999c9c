"""the days of a class

Revision: 0023, after 0022.
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('rosters', sa.Column('begins', sa.Date(), nullable=True))
    op.add_column('rosters', sa.Column('ends', sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column('rosters', 'ends')
    op.drop_column('rosters', 'begins')
