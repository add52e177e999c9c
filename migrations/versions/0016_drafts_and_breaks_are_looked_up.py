"""the oldest draft and the next break are looked up

Revision: 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

_BREAKS = sa.text('user_id is null and team_id is null')


def upgrade() -> None:
    op.create_index('ix_drafts_saved', 'drafts', ['saved_at'], unique=False)
    op.create_index('ix_rests_breaks', 'rests', ['back_at'], unique=False, sqlite_where=_BREAKS, postgresql_where=_BREAKS)


def downgrade() -> None:
    op.drop_index('ix_rests_breaks', table_name='rests')
    op.drop_index('ix_drafts_saved', table_name='drafts')
