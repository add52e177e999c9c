"""when the contacts are there, help that is needed today, and whether somebody is behind each door

Revision: 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact_times',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('weekdays', sa.JSON(), nullable=False),
    sa.Column('opens', sa.Integer(), nullable=False),
    sa.Column('closes', sa.Integer(), nullable=False),
    sa.Column('away_from', sa.Date(), nullable=True),
    sa.Column('away_until', sa.Date(), nullable=True),
    sa.CheckConstraint('(away_from is null) = (away_until is null)', name=op.f('ck_contact_times_away_from_and_until')),
    sa.CheckConstraint('0 <= opens and opens < closes and closes < 1440', name=op.f('ck_contact_times_hours_of_a_day')),
    sa.CheckConstraint('away_from <= away_until', name=op.f('ck_contact_times_away_in_order')),
    sa.ForeignKeyConstraint(['workspace_id', 'user_id'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_contact_times_workspace_id_user_id_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_contact_times_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'user_id', name=op.f('pk_contact_times'))
    )
    with op.batch_alter_table('help_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_urgent', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('doors_due_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('doors_found', sa.JSON(), nullable=False, server_default='[]'))


def downgrade() -> None:
    op.execute("delete from roles where role = 'stand_in'")
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('doors_found')
        batch_op.drop_column('doors_due_at')

    with op.batch_alter_table('help_requests', schema=None) as batch_op:
        batch_op.drop_column('is_urgent')

    op.drop_table('contact_times')
