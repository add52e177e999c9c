"""where messages are that name somebody stays known when their notices are forgotten

Revision: 0040, after 0039.
"""

import sqlalchemy as sa
from alembic import op

from models import walls

revision = '0040'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'named_messages',
        sa.Column('workspace_id', sa.String(length=20), nullable=False),
        sa.Column('user_id', sa.String(length=20), nullable=False),
        sa.Column('channel_id', sa.String(length=20), nullable=False),
        sa.Column('target', sa.String(length=64), nullable=False),
        sa.Column('stamps', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_named_messages_workspace_id_workspaces')),
        sa.PrimaryKeyConstraint('workspace_id', 'user_id', 'channel_id', name=op.f('pk_named_messages')),
    )
    if op.get_bind().dialect.name == 'postgresql':
        for statement in walls.raised_round('named_messages'):
            op.execute(statement)


def downgrade() -> None:
    op.drop_table('named_messages')
