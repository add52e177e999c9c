"""rows show themselves to transactions of their workspace (PostgreSQL)

Revision: 0036, after 0035.
"""

from alembic import op

from models import walls

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in walls.walled(op.get_bind()):  # a later one raises its own
        for statement in walls.raised_round(table):
            op.execute(statement)
    op.execute("UPDATE alembic_version SET serves_since = '0036'")  # earlier ones say nowhere whose rows they ask for


def downgrade() -> None:
    op.execute("UPDATE alembic_version SET serves_since = '0034'")
    for table in walls.walled(op.get_bind()):
        for statement in walls.taken_down(table):
            op.execute(statement)
