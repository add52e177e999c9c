"""organisations install the program, and give it to their workspaces

Revision: 0041, after 0040.
"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

SERVED = sa.text('organisation_id is not null')


def upgrade() -> None:
    op.add_column('workspaces', sa.Column('organisation_id', sa.String(length=32), nullable=True))
    op.create_index(
        'ix_workspaces_organisation',
        'workspaces',
        ['organisation_id'],
        sqlite_where=SERVED,
        postgresql_where=SERVED,
    )
    op.add_column('installations', sa.Column('workspaces', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    with op.batch_alter_table('installations') as batch_op:
        batch_op.drop_column('workspaces')
    op.drop_index('ix_workspaces_organisation', 'workspaces')
    with op.batch_alter_table('workspaces') as batch_op:
        batch_op.drop_column('organisation_id')
