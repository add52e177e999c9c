"""numbers of the classes, and the worth of an hour, for reports

Revision: 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rosters',
    sa.Column('class_key', sa.String(length=64), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('students', sa.Integer(), nullable=False),
    sa.Column('attending', sa.Integer(), nullable=False),
    sa.Column('graduated', sa.Integer(), nullable=False),
    sa.Column('with_buddy', sa.Integer(), nullable=True),
    sa.Column('entered_by', sa.String(length=32), nullable=False),
    sa.Column('entered_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.CheckConstraint('0 <= attending and 0 <= graduated', name=op.f('ck_rosters_not_below_nobody')),
    sa.CheckConstraint('attending + graduated <= students', name=op.f('ck_rosters_of_these_students')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_rosters_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'class_key', 'as_of', name=op.f('pk_rosters'))
    )
    op.add_column('settings', sa.Column('hour_worth', sa.Integer(), nullable=True))
    op.add_column('settings', sa.Column('currency', sa.String(length=3), nullable=False, server_default='EUR'))


def downgrade() -> None:
    op.drop_column('settings', 'currency')
    op.drop_column('settings', 'hour_worth')
    op.drop_table('rosters')
