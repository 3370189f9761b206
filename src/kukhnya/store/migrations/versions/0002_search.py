"""Search."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """From the tables of 0001 to those of 0002."""
    op.create_table(
        "status_word",
        sa.Column("word", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("word", "status_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("status_word_of", "status_word", ["status_id", "word"], unique=False)
