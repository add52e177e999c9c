"""whom a person in need picks, to whom a case was passed on, and how many cases a year has had

Revision: 0007, after 0006.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('case_years',
    sa.Column('workspace_id', sa.String(length=32), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['workspace_id'], ['workspaces.id'], name=op.f('fk_case_years_workspace_id_workspaces'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('workspace_id', 'year', name=op.f('pk_case_years'))
    )
    count_what_is_erased()
    with op.batch_alter_table('case_readers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_picked', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('since', models.base.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table('contact_times', schema=None) as batch_op:
        batch_op.add_column(sa.Column('about', sa.String(length=75), nullable=False, server_default=''))

    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cases_kept_days', sa.Integer(), nullable=False, server_default='30'))


def count_what_is_erased() -> None:
    """Of a case that was erased its row had stayed; now only the number of its year does."""
    erased = "from private_cases where sealed is null"
    years = Counter(
        (workspace_id, int(str(asked_at)[:4]))
        for workspace_id, asked_at in op.get_bind().execute(sa.text(f"select workspace_id, asked_at {erased}"))
    )
    for (workspace_id, year), cases in years.items():
        row = {"workspace": workspace_id, "year": year, "cases": cases}
        op.get_bind().execute(sa.text("insert into case_years values (:workspace, :year, :cases)"), row)
    op.execute(f"delete {erased}")


def downgrade() -> None:
    op.execute("delete from roles where role = 'practical'")
    with op.batch_alter_table('settings', schema=None) as batch_op:
        batch_op.drop_column('cases_kept_days')

    with op.batch_alter_table('contact_times', schema=None) as batch_op:
        batch_op.drop_column('about')

    with op.batch_alter_table('case_readers', schema=None) as batch_op:
        batch_op.drop_column('since')
        batch_op.drop_column('is_picked')

    op.drop_table('case_years')
