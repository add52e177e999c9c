"""both sides say when, where and with whom; offers that go on, and the promise

Revision: 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('never_pairs',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('owner_hash', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_never_pairs_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'owner_hash', name=op.f('pk_never_pairs'))
    )
    op.create_table('drafts',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('user_id', sa.String(length=32), nullable=False),
    sa.Column('form', sa.Enum('request', 'offer', name='formkind', native_enum=False, length=32), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', models.base.UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id', 'user_id'], ['people.workspace_id', 'people.user_id'], name=op.f('fk_drafts_workspace_id_user_id_people')),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_drafts_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'user_id', 'form', name=op.f('pk_drafts'))
    )
    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fluent', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('times', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('place', sa.Enum('remote', 'in_person', 'either', name='place', native_enum=False, length=32), nullable=False, server_default='either'))
        batch_op.add_column(sa.Column('city', sa.String(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('traits', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('traits_must', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('unnamed', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('note', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('guardian_agreed_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_seconds', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('promise_step', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('promise_due_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('withdrawn_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_buddy_requests_promise', ['promise_due_at'], unique=False)

    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.add_column(sa.Column('decline_reason', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('chosen_by', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('chosen_why', sa.String(length=300), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('step', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('next_step_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_proposals_next', ['next_step_at'], unique=False)

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('offer_hours', sa.JSON(), nullable=False, server_default='[48, 72]'))
        batch_op.add_column(sa.Column('student_hours', sa.Integer(), nullable=False, server_default='72'))
        batch_op.add_column(sa.Column('idle_days', sa.JSON(), nullable=False, server_default='[60, 14]'))
        batch_op.add_column(sa.Column('traits', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('has_minors', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('fluent', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('weekly_minutes', sa.Integer(), nullable=False, server_default='120'))
        batch_op.add_column(sa.Column('times', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('place', sa.Enum('remote', 'in_person', 'either', name='place', native_enum=False, length=32), nullable=False, server_default='either'))
        batch_op.add_column(sa.Column('city', sa.String(length=100), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('traits', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('conduct_version', sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column('conduct_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('chat_asked_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('chat_asked_by', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('checked_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('away_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('answered_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('still_asked_at', models.base.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('silent_since', models.base.UtcDateTime(timezone=True), nullable=True))

    # What was said before counts as it was meant: every language spoken well, nobody named before both agree;
    # who is asked already is waited for from the day of the question.
    for table in ('buddy_requests', 'volunteers'):
        op.execute(f"update {table} set fluent = languages")  # two names above # nosec
    op.execute("update buddy_requests set unnamed = true")
    op.execute("update proposals set next_step_at = decided_at where state in ('approved', 'accepted')")
    op.execute("""
        update buddy_requests set paused_at = (
            select max(decided_at) from proposals
            where proposals.workspace_id = buddy_requests.workspace_id
            and proposals.request_id = buddy_requests.id and proposals.state = 'accepted')
    """)
    op.execute("update volunteers set answered_at = coalesce(approved_at, offered_at)")
    op.execute("""update settings set traits = '["woman", "man", "changed_career", "newcomer", "parent"]'""")
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.alter_column('answered_at', existing_type=models.base.UtcDateTime(timezone=True), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table('volunteers', schema=None) as batch_op:
        batch_op.drop_column('silent_since')
        batch_op.drop_column('still_asked_at')
        batch_op.drop_column('answered_at')
        batch_op.drop_column('away_until')
        batch_op.drop_column('checked_on')
        batch_op.drop_column('chat_asked_by')
        batch_op.drop_column('chat_asked_at')
        batch_op.drop_column('conduct_at')
        batch_op.drop_column('conduct_version')
        batch_op.drop_column('traits')
        batch_op.drop_column('city')
        batch_op.drop_column('place')
        batch_op.drop_column('times')
        batch_op.drop_column('weekly_minutes')
        batch_op.drop_column('fluent')

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('has_minors')
        batch_op.drop_column('traits')
        batch_op.drop_column('idle_days')
        batch_op.drop_column('student_hours')
        batch_op.drop_column('offer_hours')

    with op.batch_alter_table('proposals', schema=None) as batch_op:
        batch_op.drop_index('ix_proposals_next')
        batch_op.drop_column('next_step_at')
        batch_op.drop_column('step')
        batch_op.drop_column('chosen_why')
        batch_op.drop_column('chosen_by')
        batch_op.drop_column('decline_reason')

    with op.batch_alter_table('buddy_requests', schema=None) as batch_op:
        batch_op.drop_index('ix_buddy_requests_promise')
        batch_op.drop_column('withdrawn_at')
        batch_op.drop_column('promise_due_at')
        batch_op.drop_column('promise_step')
        batch_op.drop_column('paused_seconds')
        batch_op.drop_column('paused_at')
        batch_op.drop_column('guardian_agreed_at')
        batch_op.drop_column('note')
        batch_op.drop_column('unnamed')
        batch_op.drop_column('traits_must')
        batch_op.drop_column('traits')
        batch_op.drop_column('city')
        batch_op.drop_column('place')
        batch_op.drop_column('times')
        batch_op.drop_column('fluent')

    op.drop_table('drafts')
    op.drop_table('never_pairs')
