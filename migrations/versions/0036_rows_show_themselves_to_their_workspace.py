"""rows show themselves to transactions of their workspace (PostgreSQL)

Revision: 0036, after 0035.
"""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from models import walls

revision = '0036'
down_revision = '0035'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in _tables():
        for statement in walls.raised_round(table):
            op.execute(statement)
    op.execute("UPDATE alembic_version SET serves_since = '0036'")  # earlier ones say nowhere whose rows they ask for


def downgrade() -> None:
    op.execute("UPDATE alembic_version SET serves_since = '0034'")
    for table in _tables():
        for statement in walls.taken_down(table):
            op.execute(statement)


def _tables() -> Iterator[str]:
    """Those that are there now and have a workspace; a later one raises its own."""
    found = sa.inspect(op.get_bind())
    if found.dialect.name == 'postgresql':
        for table in sorted(found.get_table_names()):
            if table in walls.KEYS or any(one['name'] == 'workspace_id' for one in found.get_columns(table)):
                yield table
