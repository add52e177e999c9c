"""what a team owes over time and when it rests, public holidays and class hours

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('rests',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('first', sa.Date(), nullable=False),
    sa.Column('last', sa.Date(), nullable=False),
    sa.Column('made_by', sa.String(length=32), nullable=False),
    sa.Column('made_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('back_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.CheckConstraint('first <= last', name=op.f('ck_rests_in_order')),
    sa.CheckConstraint('user_id is null or team_id is null', name=op.f('ck_rests_of_one')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_rests_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id', 'user_id'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_rests_workspace_id_user_id_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_rests_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rests'))
    )
    with op.batch_alter_table('rests', schema=None) as batch_op:
        batch_op.create_index('ix_rests_back_at', ['back_at'], unique=False)
        batch_op.create_index('ix_rests_last', ['workspace_id', 'last'], unique=False)

    op.create_table('target_wishes',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=32), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('agreed_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint('minutes between 15 and 2400', name=op.f('ck_target_wishes_minutes_in_range')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_target_wishes_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_target_wishes_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'team_id', name=op.f('pk_target_wishes'))
    )
    op.create_table('targets',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('asked_by', sa.String(length=32), nullable=True),
    sa.Column('agreed_by', sa.String(length=32), nullable=True),
    sa.CheckConstraint('minutes between 15 and 2400', name=op.f('ck_targets_minutes_in_range')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_targets_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_targets_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'team_id', 'since', name=op.f('pk_targets'))
    )
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('country', sa.String(length=2), nullable=False, server_default='ES'))
        batch_op.add_column(sa.Column('region', sa.String(length=8), nullable=False, server_default='CT'))
        batch_op.add_column(sa.Column('class_hours', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('nudges_each', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.add_column(sa.Column('nudged_from', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.drop_column('nudged_from')

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('nudges_each')
        batch_op.drop_column('class_hours')
        batch_op.drop_column('region')
        batch_op.drop_column('country')

    op.drop_table('targets')
    op.drop_table('target_wishes')
    with op.batch_alter_table('rests', schema=None) as batch_op:
        batch_op.drop_index('ix_rests_last')
        batch_op.drop_index('ix_rests_back_at')

    op.drop_table('rests')
