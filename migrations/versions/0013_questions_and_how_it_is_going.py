"""questions to the help channel, and how it is going in a team

Revision: 0013, after 0012.
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

_DAY = timedelta(days=1)
_NEW_KINDS = "'another_buddy', 'talk', 'check_in', 'question_waiting', 'help_channel', 'feedback'"


def upgrade() -> None:
    op.create_table('channel_questions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('asked_by', sa.String(length=32), nullable=True),
    sa.Column('asker_hash', sa.String(length=64), nullable=True),
    sa.Column('sealed_asker', sa.LargeBinary(), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.Enum('open', 'answered', 'helped', 'closed', 'withdrawn', name='questionstate', native_enum=False, length=32), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('channel_id', sa.String(length=32), nullable=False),
    sa.Column('ts', sa.String(length=32), nullable=True),
    sa.Column('link', sa.String(length=300), nullable=True),
    sa.Column('rounds', sa.Integer(), nullable=False),
    sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.CheckConstraint('(asker_hash is null) = (sealed_asker is null)', name=op.f('ck_channel_questions_sealed_together')),
    sa.CheckConstraint('asked_by is null or sealed_asker is null', name=op.f('ck_channel_questions_named_or_sealed')),
    sa.ForeignKeyConstraint(['workspace_id', 'asked_by'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_channel_questions_workspace_id_asked_by_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_channel_questions_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_questions')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_channel_questions_workspace_id_id'))
    )
    with op.batch_alter_table('channel_questions', schema=None) as batch_op:
        batch_op.create_index('ix_channel_questions_due', ['due_at'], unique=False)

    op.create_table('feedback',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('said_by', sa.String(length=32), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('said_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'said_by'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_feedback_workspace_id_said_by_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_feedback_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feedback')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_feedback_workspace_id_id'))
    )
    op.create_table('channel_answers',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.String(length=32), nullable=False),
    sa.Column('answered_by', sa.String(length=32), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('answered_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('ts', sa.String(length=32), nullable=True),
    sa.Column('link', sa.String(length=300), nullable=True),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'answered_by'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_channel_answers_workspace_id_answered_by_people')),
    sa.ForeignKeyConstraint(['workspace_id', 'question_id'], ['channel_questions.workspace_id', 'channel_questions.id'], name=op.f('fk_channel_answers_workspace_id_question_id_channel_questions'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_channel_answers_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channel_answers')),
    sa.UniqueConstraint('workspace_id', 'id', name=op.f('uq_channel_answers_workspace_id_id'))
    )
    op.create_table('askings',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.Enum('fit', 'pulse', 'check_in', name='askingkind', native_enum=False, length=32), nullable=False),
    sa.Column('due_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_askings_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_askings_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'team_id', 'user_id', 'kind', name=op.f('pk_askings'))
    )
    with op.batch_alter_table('askings', schema=None) as batch_op:
        batch_op.create_index('ix_askings_due', ['due_at'], unique=False)
        batch_op.create_index('ix_askings_person', ['workspace_id', 'user_id'], unique=False)

    op.create_table('check_ins',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('written_by', sa.String(length=32), nullable=False),
    sa.Column('written_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('words', sa.LargeBinary(), nullable=False),
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_check_ins_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_check_ins_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_ins'))
    )
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.create_index('ix_check_ins_person', ['workspace_id', 'team_id', 'user_id'], unique=False)

    op.create_table('fits',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('answer', sa.Enum('good', 'finding', 'not', name='fitanswer', native_enum=False, length=32), nullable=False),
    sa.Column('answered_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_fits_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_fits_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'team_id', 'user_id', name=op.f('pk_fits'))
    )
    op.create_table('pulses',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('asked_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('answered_at', models.base.UtcDateTime(timezone=True), nullable=True),
    sa.Column('words', sa.LargeBinary(), nullable=True),
    sa.Column('may_read', sa.Boolean(), nullable=False),
    sa.CheckConstraint('score between 1 and 5', name=op.f('ck_pulses_score_in_range')),
    sa.ForeignKeyConstraint(['workspace_id', 'team_id'], ['teams.workspace_id', 'teams.id'], name=op.f('fk_pulses_workspace_id_team_id_teams')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_pulses_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'team_id', 'user_id', 'number', name=op.f('pk_pulses'))
    )
    _plan_running_teams()


def _plan_running_teams() -> None:
    """Teams that run already are asked on the days on which they would have been, from now on."""
    moment = models.base.UtcDateTime(timezone=True)
    teams = sa.table('teams', *map(sa.column, ('workspace_id', 'id', 'student_id', 'buddy_id', 'state')), sa.column('launched_at', moment))
    askings = sa.table('askings', *map(sa.column, ('workspace_id', 'team_id', 'user_id', 'kind', 'number')), sa.column('due_at', moment))
    db = op.get_bind()
    now = datetime.fromisoformat(str(db.execute(sa.text('select current_timestamp')).scalar_one()))
    now = now.replace(tzinfo=now.tzinfo or UTC)
    rows = []
    for team in db.execute(sa.select(teams).where(teams.c.state != 'ended')):
        months = max(0, (now - team.launched_at) // (30 * _DAY)) + 1
        young = now < team.launched_at + 14 * _DAY
        monthly = team.launched_at + 30 * months * _DAY
        for user in (team.student_id, team.buddy_id):
            whose = {'workspace_id': team.workspace_id, 'team_id': team.id, 'user_id': user, 'number': 0}
            rows.append({**whose, 'kind': 'pulse', 'due_at': monthly})
            rows.append({**whose, 'kind': 'check_in', 'due_at': team.launched_at + 14 * _DAY if young else monthly})
    if rows:
        op.bulk_insert(askings, rows)


def downgrade() -> None:
    op.execute(f"delete from tasks where kind in ({_NEW_KINDS})")  # a constant of its own # nosec
    op.drop_table('pulses')
    op.drop_table('fits')
    with op.batch_alter_table('check_ins', schema=None) as batch_op:
        batch_op.drop_index('ix_check_ins_person')

    op.drop_table('check_ins')
    with op.batch_alter_table('askings', schema=None) as batch_op:
        batch_op.drop_index('ix_askings_person')
        batch_op.drop_index('ix_askings_due')

    op.drop_table('askings')
    op.drop_table('channel_answers')
    op.drop_table('feedback')
    with op.batch_alter_table('channel_questions', schema=None) as batch_op:
        batch_op.drop_index('ix_channel_questions_due')

    op.drop_table('channel_questions')
