"""whether a workspace takes charts

Revision: 0020, after 0019.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('settings', sa.Column('charts_refused_at', models.base.UtcDateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('settings', 'charts_refused_at')
