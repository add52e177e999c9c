"""the tables' owner, too, sees the rows of its transaction's workspace alone (PostgreSQL)

Revision: 0042, after 0041.
"""

from alembic import op

from models import walls

revision = '0042'
down_revision = '0041'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in walls.walled(op.get_bind()):
        op.execute(walls.forced(table))
        op.execute(f'ALTER POLICY {table}_of_its_workspace ON {table} {walls.using(table)}')


def downgrade() -> None:
    for table in walls.walled(op.get_bind()):
        op.execute(f'ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY')
