"""who answers for a place reads the hour, too

Revision: 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

_BY_DAY = 'uq_venue_questions_workspace_id_team_id_venue_day'
_BY_MOMENT = 'uq_venue_questions_workspace_id_team_id_venue_starts_at'
_OF_ITS_MEETING = """
    update venue_questions set starts_at = (
        select min(meetings.starts_at) from meetings
        where meetings.workspace_id = venue_questions.workspace_id
        and meetings.team_id = venue_questions.team_id
        and date(meetings.starts_at) = venue_questions.day
        and substr(meetings.place, 1, length(venue_questions.venue)) = venue_questions.venue
    )
"""
"""What was asked of a day was asked of the meeting of that day."""


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == 'sqlite'
    noon = "day || ' 12:00:00.000000'" if is_sqlite else "(day + time '12:00') at time zone 'UTC'"
    with op.batch_alter_table('venue_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('starts_at', models.base.UtcDateTime(timezone=True), nullable=True))
    op.execute(_OF_ITS_MEETING)
    op.execute(f'update venue_questions set starts_at = {noon} where starts_at is null')  # a constant # nosec
    with op.batch_alter_table('venue_questions', schema=None) as batch_op:
        batch_op.alter_column('starts_at', existing_type=models.base.UtcDateTime(timezone=True), nullable=False)
        batch_op.drop_constraint(_BY_DAY, type_='unique')
        batch_op.create_unique_constraint(_BY_MOMENT, ['workspace_id', 'team_id', 'venue', 'starts_at'])
        batch_op.drop_column('day')


def downgrade() -> None:
    with op.batch_alter_table('venue_questions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day', sa.Date(), nullable=True))
    op.execute('update venue_questions set day = date(starts_at)')
    op.execute(
        'delete from venue_questions where id not in'
        ' (select min(id) from venue_questions group by workspace_id, team_id, venue, day)'
    )
    with op.batch_alter_table('venue_questions', schema=None) as batch_op:
        batch_op.alter_column('day', existing_type=sa.Date(), nullable=False)
        batch_op.drop_constraint(_BY_MOMENT, type_='unique')
        batch_op.create_unique_constraint(_BY_DAY, ['workspace_id', 'team_id', 'venue', 'day'])
        batch_op.drop_column('starts_at')
