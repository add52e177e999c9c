"""workspaces install the program themselves

Revision: 0026, after 0025.
"""

import sqlalchemy as sa
from alembic import op

import models.base

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'installations',
        sa.Column('workspace_id', sa.String(length=32), nullable=False),
        sa.Column('bot_token', sa.LargeBinary(), nullable=False),
        sa.Column('refresh_token', sa.LargeBinary(), nullable=True),
        sa.Column('expires_at', models.base.UtcDateTime(timezone=True), nullable=True),
        sa.Column('bot_id', sa.String(length=32), nullable=False),
        sa.Column('app_id', sa.String(length=32), nullable=False),
        sa.Column('scopes', sa.JSON(), nullable=False),
        sa.Column('installed_by', sa.String(length=32), nullable=False),
        sa.Column('installed_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspaces.id'], name=op.f('fk_installations_workspace_id_workspaces'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('workspace_id', name=op.f('pk_installations')),
    )
    op.create_table(
        'install_states',
        sa.Column('mark', sa.String(length=64), nullable=False),
        sa.Column('expires_at', models.base.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('mark', name=op.f('pk_install_states')),
    )


def downgrade() -> None:
    op.drop_table('install_states')
    op.drop_table('installations')
