"""a notice knows whom its message names

Of what was sent before nobody knows it: lists for managers may name everybody.

Revision: 0038, after 0037.
"""

import sqlalchemy as sa
from alembic import op

revision = '0038'
down_revision = '0037'
branch_labels = None
depends_on = None

LISTS = ('digest', 'digest_now')
REPORTS = ('match_report', 'broadcast_report', 'quiet_teams')


def upgrade() -> None:
    op.add_column('notices', sa.Column('names', sa.JSON(), nullable=False, server_default='[]'))
    op.create_index('ix_notices_message', 'notices', ['workspace_id', 'slack_ts'])
    notices = sa.table(
        'notices',
        sa.column('workspace_id', sa.String()),
        sa.column('kind', sa.String()),
        sa.column('slack_ts', sa.String()),
        sa.column('names', sa.JSON()),
    )
    people = sa.table('people', sa.column('workspace_id', sa.String()), sa.column('user_id', sa.String()))
    there = op.get_bind()
    sent = notices.c.kind.in_((*LISTS, *REPORTS)) & notices.c.slack_ts.is_not(None)
    for home in there.scalars(sa.select(notices.c.workspace_id).where(sent).distinct()).all():
        known = sa.select(people.c.user_id).where(people.c.workspace_id == home).order_by(people.c.user_id)
        named = list(there.scalars(known))
        op.execute(notices.update().where(sent, notices.c.workspace_id == home).values(names=named))


def downgrade() -> None:
    op.drop_index('ix_notices_message', 'notices')
    with op.batch_alter_table('notices') as batch_op:
        batch_op.drop_column('names')
