"""what was logged is corrected, never edited; where a session was, and the places of a programme that somebody agrees to

Revision: 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=80), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('undone_by', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('corrects', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('looks_like', sa.Integer(), nullable=True))
        batch_op.create_index(
            'uq_sessions_corrects',
            ['workspace_id', 'corrects'],
            unique=True,
            sqlite_where=sa.text('corrects is not null'),
            postgresql_where=sa.text('corrects is not null'),
        )
    op.execute('update sessions set undone_by = logged_by where undone_at is not null')
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('venues', sa.JSON(), nullable=False, server_default='[]'))
    op.create_table(
        'venue_questions',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('venue', sa.String(length=75), nullable=False),
        sa.Column('day', sa.Date(), nullable=False),
        sa.Column('asked_by', sa.String(length=32), nullable=False),
        sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column('asked_of', sa.String(length=32), nullable=False),
        sa.Column('is_fine', sa.Boolean(), nullable=True),
        sa.Column('answered_by', sa.String(length=32), nullable=True),
        sa.Column('answered_at', models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('line', sa.String(length=200), nullable=False),
        sa.Column('workspace_id', sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id', 'team_id'],
            ['teams.workspace_id', 'teams.id'],
            name=op.f('fk_venue_questions_workspace_id_team_id_teams'),
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'],
            ['workspaces.id'],
            name=op.f('fk_venue_questions_workspace_id_workspaces'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_venue_questions')),
        sa.UniqueConstraint(
            'workspace_id',
            'team_id',
            'venue',
            'day',
            name=op.f('uq_venue_questions_workspace_id_team_id_venue_day'),
        ),
    )


def downgrade() -> None:
    op.drop_table('venue_questions')
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('venues')
    op.drop_index('uq_sessions_corrects', 'sessions')
    with op.batch_alter_table('sessions', schema=None) as batch_op:
        for column in ('looks_like', 'corrects', 'undone_by', 'place'):
            batch_op.drop_column(column)
