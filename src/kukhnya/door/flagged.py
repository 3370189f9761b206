"""Which of one's own statuses the chosen packs would warn about today, with rules that are often wrong and those that reach back.

Found when it is asked for, in memory, and kept nowhere: the answer is ids, and they go with the request.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from datetime import date
from typing import Final

from kukhnya.law.match import Asked
from kukhnya.model.ids import StatusId, to_datetime
from kukhnya.model.viewer import Viewer
from kukhnya.model.words import Words
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.own_words import OwnWords, own_words
from kukhnya.visibility.rule import anyone_may

from .house import House

_AT_A_TIME: Final = 1_000_000
"""Characters that are looked at in one go: ten thousand statuses as most are, and at the worst some 40 MB of words."""


async def flagged(house: House, tx: ReadTx, jurisdictions: Collection[str]) -> list[StatusId]:
    """Those of the viewer's, the newest first. No statement where nothing is chosen; else three for each five hundred statuses."""
    found: list[StatusId] = []
    if jurisdictions:
        async for heap in _heaps(own_words(tx)):
            found += await asyncio.to_thread(_found, house, heap, jurisdictions)
    return sorted(found, reverse=True)


async def flagged_of(house: House, viewer: Viewer, jurisdictions: Collection[str]) -> list[StatusId]:
    """The same in a look of its own, so that no change waits for it."""
    async with house.store.read(viewer) as tx:
        return await flagged(house, tx, jurisdictions)


async def _heaps(said: AsyncIterator[list[OwnWords]]) -> AsyncIterator[list[OwnWords]]:
    """All of it, so much at a time as may be in memory as words: each different word is looked up once in a heap."""
    heap: list[OwnWords] = []
    characters = 0
    async for some in said:
        for one in some:
            heap.append(one)
            characters += len(one.text)
            if characters >= _AT_A_TIME:
                yield heap
                heap, characters = [], 0
    if heap:
        yield heap


def _found(house: House, heap: Sequence[OwnWords], jurisdictions: Collection[str]) -> list[StatusId]:
    today = to_datetime(house.store.clock()).date()
    touched = house.laws.touched(
        [one.text for one in heap], lambda place, words: _asked(heap[place], words, today), jurisdictions
    )
    return [heap[place].id for place in touched]


def _asked(one: OwnWords, words: Words, today: date) -> Asked:
    return Asked(
        words=words,
        act="reblog" if one.shared else "post",
        public=anyone_may(one.audience),
        today=today,
        posted_on=to_datetime(one.posted_at).date(),
    )
