"""What a running server has: its settings, its database, its pictures, and what it keeps in memory.

Nothing here is the only copy of anything.
"""

from msgspec import Struct

from kukhnya.outbound import Outbound
from kukhnya.push.tag import Tag
from kukhnya.settings import Settings
from kukhnya.store.files import Files
from kukhnya.store.store import Store

from .callers import Callers
from .fragments import Fragments
from .limits import Limits
from .matchers import Matchers
from .remembered import Remembered
from .secrets import Secrets
from .streams import Streams


class House(Struct, frozen=True):
    """One process's share of a server."""

    settings: Settings
    store: Store
    files: Files
    secrets: Secrets
    callers: Callers
    limits: Limits
    fragments: Fragments
    matchers: Matchers
    streams: Streams
    tag: Tag
    remembered: Remembered
    outbound: Outbound

    async def close(self) -> None:
        """Let go of the database and of every other server."""
        await self.outbound.close()
        await self.store.close()
