"""Who is asked what, in memory alone: one question a day about a status, and once a week how one is.

Nothing here is written down but how many were asked in a week. A restart forgets who was asked: an answer that comes after it
was not asked for. Each process has its own memory; what is asked by one is answered to that one.
"""

import asyncio
import random
from collections import deque
from collections.abc import Sequence
from enum import Enum
from typing import Final

from kukhnya.actions.close_weeks import count_asked
from kukhnya.model.ids import DAY, AccountId, StatusId, Time, week
from kukhnya.model.viewer import NOBODY
from kukhnya.store.store import Store

SHARE: Final = 0.02
"""On what share of pages somebody is asked about a status, once a day at most."""
GLAD_KEPT: Final = 14 * DAY
"""How long this process remembers who was glad of what, for the scorer."""
MOST_GLAD: Final = 200_000


class Standing(Enum):
    """How somebody stands to a question."""

    OPEN = "open"
    ANSWERED = "answered"
    NOT_ASKED = "not asked"


class Glad:
    """Who was glad of which status, for the scorer alone: in memory, never on a disk, forgotten after two weeks."""

    def __init__(self) -> None:
        self._said: deque[tuple[Time, AccountId, StatusId]] = deque(maxlen=MOST_GLAD)

    def add(self, account_id: AccountId, status_id: StatusId, now: Time) -> None:
        """Somebody is glad to have seen this."""
        self._said.append((now, account_id, status_id))

    def appreciations(self, now: Time) -> Sequence[tuple[AccountId, StatusId]]:
        """Each (person, status) once, as the scorer counts an appreciation."""
        while self._said and self._said[0][0] < now - GLAD_KEPT:
            self._said.popleft()
        return list(dict.fromkeys((who, what) for _, who, what in self._said))


class Questions:
    """What this process has asked today and this week."""

    def __init__(self, store: Store, share: float = SHARE) -> None:
        self.glad = Glad()
        self.share = share
        self._store = store
        self._dice = random.SystemRandom()
        self._day = 0
        self._asked: dict[AccountId, tuple[StatusId, Standing]] = {}
        self._week = 0
        self._counted: set[AccountId] = set()
        self._settled: set[AccountId] = set()
        self._counting: set[asyncio.Task[None]] = set()

    def due(self, account_id: AccountId, now: Time) -> bool:
        """Is this a page on which to ask about a status? Never twice a day."""
        self._turn(now)
        return account_id not in self._asked and self._dice.random() < self.share

    def ask(self, account_id: AccountId, statuses: Sequence[StatusId], now: Time) -> StatusId | None:
        """Ask about one of these, whichever; it can be answered until the day (UTC) is over."""
        self._turn(now)
        if not statuses or account_id in self._asked:
            return None
        chosen = self._dice.choice(statuses)
        self._asked[account_id] = (chosen, Standing.OPEN)
        return chosen

    def asked(self, account_id: AccountId, now: Time) -> StatusId | None:
        """What this person was asked about today and has not answered."""
        self._turn(now)
        status_id, standing = self._asked.get(account_id, (None, Standing.NOT_ASKED))
        return status_id if standing is Standing.OPEN else None

    def take(self, account_id: AccountId, status_id: StatusId, now: Time) -> Standing:
        """Take an answer about this status: OPEN the one time it is to be counted."""
        self._turn(now)
        about, standing = self._asked.get(account_id, (None, Standing.NOT_ASKED))
        if about != status_id:
            return Standing.NOT_ASKED
        self._asked[account_id] = (status_id, Standing.ANSWERED)
        return standing

    def give_back(self, account_id: AccountId, status_id: StatusId) -> None:
        """What was taken could not be counted: it is still to be answered."""
        self._asked[account_id] = (status_id, Standing.OPEN)

    def drop(self, account_id: AccountId) -> None:
        """This person wants to be asked nothing more this week, whatever was open."""
        self._settled.add(account_id)
        if account_id in self._asked:
            self._asked[account_id] = (self._asked[account_id][0], Standing.ANSWERED)

    def settled(self, account_id: AccountId, now: Time) -> bool:
        """Is there nothing more to ask this person about this week: answered, put away, or off?"""
        self._turn(now)
        return account_id in self._settled

    def settle_week(self, account_id: AccountId, now: Time) -> None:
        """Ask this person no more about this week."""
        self._turn(now)
        self._settled.add(account_id)

    def count(self, account_id: AccountId, now: Time) -> bool:
        """Note that this person is among those asked this week; False where they were already."""
        self._turn(now)
        if account_id in self._counted:
            return False
        self._counted.add(account_id)
        return True

    def count_later(self, account_id: AccountId, now: Time) -> None:
        """The same from a page that only reads: the number goes up beside it, one for each person and week."""
        if not self.count(account_id, now):
            return
        begin = week(now)
        task = asyncio.get_running_loop().create_task(self._count(begin))
        self._counting.add(task)
        task.add_done_callback(self._counted_one)

    async def settle(self) -> None:
        """Wait until every number is safe."""
        await asyncio.gather(*self._counting, return_exceptions=True)

    def _counted_one(self, task: "asyncio.Task[None]") -> None:
        """Let go of a task. A number that a database could not take is lost, and nobody need hear of it."""
        self._counting.discard(task)
        if not task.cancelled():
            task.exception()

    async def _count(self, begin: Time) -> None:
        await self._store.write(NOBODY, lambda tx: count_asked(tx, begin))

    def _turn(self, now: Time) -> None:
        """Forget what belongs to another day or week."""
        if now // DAY != self._day:
            self._day = now // DAY
            self._asked.clear()
        if week(now) != self._week:
            self._week = week(now)
            self._counted.clear()
            self._settled.clear()
