"""why a manager chose a pair is sealed

What stands there in clear the program seals, which has the keys; it writes no more of it, and a later version takes
the old column away.

Revision: 0039, after 0038.
"""

import sqlalchemy as sa
from alembic import op

revision = '0039'
down_revision = '0038'
branch_labels = None
depends_on = None

UNSEALED = sa.text("chosen_why <> ''")


def upgrade() -> None:
    op.add_column('proposals', sa.Column('sealed_why', sa.LargeBinary(), nullable=True))
    op.create_index(
        'ix_proposals_unsealed', 'proposals', ['proposed_at'], sqlite_where=UNSEALED, postgresql_where=UNSEALED
    )


def downgrade() -> None:
    op.drop_index('ix_proposals_unsealed', 'proposals')
    with op.batch_alter_table('proposals') as batch_op:
        batch_op.drop_column('sealed_why')
