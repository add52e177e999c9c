"""a programme chooses its open hours

Revision: 0029, after 0028.
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('opens', sa.Integer(), nullable=False, server_default='540'))
        batch_op.add_column(sa.Column('closes', sa.Integer(), nullable=False, server_default='1260'))
        batch_op.create_check_constraint(
            'open_hours_of_a_day', '0 <= opens and opens < closes and closes < 1440'
        )


def downgrade() -> None:
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_settings_open_hours_of_a_day'), type_='check')
        batch_op.drop_column('closes')
        batch_op.drop_column('opens')
