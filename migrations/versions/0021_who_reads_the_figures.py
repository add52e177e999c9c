"""who reads the figures of the week without being a manager

Revision: 0021, after 0020.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('figures_readers',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'user_id'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_figures_readers_workspace_id_user_id_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_figures_readers_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'user_id', name=op.f('pk_figures_readers'))
    )


def downgrade() -> None:
    op.drop_table('figures_readers')
