"""the oldest draft is looked up

Revision: 0016, after 0015.
"""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_drafts_saved', 'drafts', ['saved_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_drafts_saved', table_name='drafts')
