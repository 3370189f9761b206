"""What a running server has: its settings, its database, its pictures, and what it keeps in memory.

Nothing here is the only copy of anything.
"""

from msgspec import Struct

from kukhnya.law.labels import Labels
from kukhnya.law.match import Laws
from kukhnya.outbound import Outbound
from kukhnya.push.tag import Tag
from kukhnya.settings import Settings
from kukhnya.store.files import Files
from kukhnya.store.store import Store
from kukhnya.visibility.stretches import Stretches

from .callers import Callers
from .fragments import Fragments
from .limits import Limits
from .matchers import Matchers
from .nearness import Nearness
from .questions import Questions
from .remembered import Remembered
from .second_look import SecondLook
from .secrets import Secrets
from .streams import Streams
from .views import Views


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
    nearness: Nearness
    stretches: Stretches
    streams: Streams
    tag: Tag
    remembered: Remembered
    outbound: Outbound
    questions: Questions
    views: Views
    labels: Labels
    second_look: SecondLook
    laws: Laws

    async def close(self) -> None:
        """Let go of the database and of every other server."""
        await self.outbound.close()
        await self.questions.settle()
        await self.store.close()
