"""what happens with a call for help: whom it is asked of, each step of it, and who is reminded of it

Revision: 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

_SEEN = """
insert into help_steps (workspace_id, request_id, position, at, news, actor)
select workspace_id, id, 0, acknowledged_at, 'seen', acknowledged_by
from help_requests where acknowledged_by is not null
"""
_REMINDED = "update help_requests set next_step_at = acknowledged_at where state = 'acknowledged'"
_NOT_REMINDED = "update help_requests set next_step_at = null where state = 'acknowledged'"


def upgrade() -> None:
    with op.batch_alter_table('help_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('steps_before', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('first', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('last', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('excluded', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('for_team', sa.Boolean(), nullable=False, server_default=sa.false()))

    op.create_table('help_steps',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('request_id', sa.String(length=32), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('news', sa.Enum('asked', 'reminded', 'asked_all', 'seen', 'handed_over', 'passed_on', 'resolved', 'not_needed', 'reopened', name='helpnews', native_enum=False, length=32), nullable=False),
    sa.Column('actor', sa.String(length=32), nullable=True),
    sa.Column('receiver', sa.String(length=32), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'request_id'], ['help_requests.workspace_id', 'help_requests.id'], name=op.f('fk_help_steps_workspace_id_request_id_help_requests'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_help_steps_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'request_id', 'position', name=op.f('pk_help_steps'))
    )
    op.execute(_SEEN)
    op.execute(_REMINDED)


def downgrade() -> None:
    op.execute(_NOT_REMINDED)
    op.drop_table('help_steps')
    with op.batch_alter_table('help_requests', schema=None) as batch_op:
        for column in ('for_team', 'excluded', 'last', 'first', 'steps_before'):
            batch_op.drop_column(column)
