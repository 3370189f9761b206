"""Alembic's way in: `kukhnya.store.migrate` hands over a connection whose transaction and lock are its own."""

from alembic import context

from kukhnya.store import sealed
from kukhnya.store.tables import metadata

__all__ = ["sealed"]  # imported so that `metadata` holds the sealed tables too

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    compare_type=True,
    compare_server_default=True,
)
context.run_migrations()
