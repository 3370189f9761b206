"""Pages of conversations hold exactly what a plain reading of the letters gives, whichever way they were found."""

import random

import pytest

from kukhnya.model.audience import Audience
from kukhnya.model.ids import TOP, AccountId, Time
from kukhnya.model.page import Page
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.store import Store
from kukhnya.store.tables.conversations import conversation_mark
from kukhnya.store.tx import WriteTx
from kukhnya.visibility import conversations
from tests.visibility.random_worlds import NOW, PEOPLE, RandomWorld
from tests.world import World

_no_marks = Statement(conversation_mark.delete())
_mark = inserting(conversation_mark)
Hidden = dict[tuple[int, int], int]


@pytest.fixture
def store(world: World) -> Store:
    """An empty database whose clock stands at the boundary."""
    world.house.store.clock = lambda: Time(NOW)
    return world.house.store


def _letters(dice: random.Random) -> RandomWorld:
    """A world that writes letters, in few threads or in many."""
    a_world = RandomWorld(dice)
    threads = sorted(a_world.statuses)[: dice.choice([2, 8, 40])]
    for status in a_world.statuses.values():
        status["thread_id"] = dice.choice(threads)
        if dice.random() < 0.8:
            status["audience"] = Audience.DIRECT.value
    a_world.mentions = {(i, who) for i in a_world.statuses for who in PEOPLE if dice.random() < 0.6}
    return a_world


async def _write(store: Store, a_world: RandomWorld, hidden: Hidden) -> None:
    await a_world.write(store)
    rows = [
        {"account_id": who, "thread_id": thread, "read_id": 0, "hidden_id": an_id}
        for (who, thread), an_id in hidden.items()
    ]

    async def marks(tx: WriteTx) -> None:
        await tx.execute(_no_marks)
        await tx.many(_mark, rows)

    await store.write(NOBODY, marks)


def _by_hand(a_world: RandomWorld, hidden: Hidden, viewer: int, page: Page) -> list[int]:
    """The last letters of the conversations on a page, newest first, read off plainly."""
    newest: dict[int, int] = {}
    for an_id, status in sorted(a_world.statuses.items()):
        letter = status["audience"] == Audience.DIRECT and not status["reblog_of_id"]
        if letter and a_world.opened(viewer, status):
            newest[status["thread_id"]] = an_id
    lasts = {an_id for thread, an_id in newest.items() if an_id > hidden.get((viewer, thread), 0)}
    shown = sorted((an_id for an_id in lasts if page.low < an_id < page.max_id), reverse=True)
    return shown[-page.limit :] if page.upwards else shown[: page.limit]


async def test_every_page_is_what_a_plain_reading_gives(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(21)
    met = 0
    for _ in range(16):
        a_world = _letters(dice)
        threads = {status["thread_id"] for status in a_world.statuses.values()}
        hidden = {(who, t): dice.randrange(201) for who in PEOPLE for t in threads if dice.random() < 0.2}
        await _write(store, a_world, hidden)
        monkeypatch.setattr(conversations, "_SPARE", dice.choice([0, 1, 4]))

        for viewer in PEOPLE:
            bounds = [dice.randrange(201) for _ in range(4)]
            pages = [Page(limit, max_id=bound) for limit in (1, 2, 5, 20) for bound in (TOP, bounds[0])]
            pages += [Page(2, since_id=bounds[1]), Page(3, min_id=bounds[2]), Page(2, max_id=bounds[3], since_id=9)]
            async with store.read(Viewer(AccountId(viewer))) as tx:
                for page in pages:
                    lasts = [each.last for each in await conversations.page(tx, page)]

                    assert lasts == _by_hand(a_world, hidden, viewer, page), (viewer, page)
                    met += len(lasts)
    assert met
