"""calendars count who leads an introduction

Revision: 0032, after 0031.
"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

_SO_FAR = """
update meetings set handed = led.times
from (
    select workspace_id, subject_id, count(*) as times from history
    where subject = 'meeting' and event = 'introduction_led' group by workspace_id, subject_id
) as led
where led.workspace_id = meetings.workspace_id and led.subject_id = cast(meetings.id as varchar(32))
"""
"""Whoever does not lead it any more may have its end in her calendar, with a number that is used from now on."""


def upgrade() -> None:
    with op.batch_alter_table('meetings') as batch_op:
        batch_op.add_column(sa.Column('handed', sa.Integer(), nullable=False, server_default='0'))
    op.execute(_SO_FAR)


def downgrade() -> None:
    with op.batch_alter_table('meetings') as batch_op:
        batch_op.drop_column('handed')
