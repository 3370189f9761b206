"""What is shown of quotes, in SQL and worked out by hand, for every viewer of random worlds, on both databases."""

import random
from typing import Any

from kukhnya.model.draft import QUOTE_POLICIES
from kukhnya.model.ids import AccountId, Time
from kukhnya.model.viewer import Viewer
from kukhnya.visibility.cards import Card, cards
from kukhnya.visibility.home import Seen
from tests.visibility.random_worlds import NOW, PEOPLE, STRANGER, RandomWorld, Row
from tests.world import World


def with_quotes(dice: random.Random) -> RandomWorld:
    """A random world in which statuses quote earlier ones, with consent that stands or does not."""
    made = RandomWorld(dice)
    for an_id, row in made.statuses.items():
        earlier = [i for i, each in made.statuses.items() if i < an_id and each["reblog_of_id"] is None]
        quotes = bool(earlier) and row["reblog_of_id"] is None and made.chance(0.6)
        state = made.pick(["accepted", "accepted", "accepted", "revoked", "deleted"]) if quotes else ""
        row["quote_of_id"] = made.pick(earlier) if quotes and state != "deleted" else None
        row["quote_state"] = state
        row["quote_policy"] = made.pick(QUOTE_POLICIES)
    return made


def state_of(world: RandomWorld, viewer: int, row: Row) -> str:
    """What `viewer` is told of the quote in a status, but for muting."""
    if row["quote_state"] != "accepted":
        return str(row["quote_state"])
    quoted = world.statuses[row["quote_of_id"]]
    pair = (row["account_id"], quoted["account_id"])
    if pair in world.blocks or pair[::-1] in world.blocks:
        return "revoked"
    return "accepted" if world.opened(viewer, quoted) else "unauthorized"


def check(world: RandomWorld, viewer: int, card: Card) -> None:
    """The card says of the quote what is worked out by hand, and holds nothing that is not to be shown."""
    row = world.statuses[card.id]
    state = state_of(world, viewer, row)
    if not state:
        assert card.quote is None
        return
    assert card.quote is not None
    if state != "accepted":
        assert (card.quote.state, card.quote.card, card.quote.id) == (state, None, None)
        return
    quoted = world.statuses[row["quote_of_id"]]
    muted = viewer != STRANGER and world.muted(viewer, quoted["account_id"])
    assert card.quote.state == ("muted_account" if muted else "accepted")
    inside = card.quote.card
    assert inside is not None
    assert (inside.id, inside.author.id) == (quoted["id"], quoted["account_id"])
    inner = state_of(world, viewer, quoted)
    if not inner:
        assert inside.quote is None
        return
    assert inside.quote is not None
    assert inside.quote.card is None
    assert (inside.quote.state, inside.quote.id) == (inner, quoted["quote_of_id"] if inner == "accepted" else None)


def may_quote(world: RandomWorld, viewer: int, row: Row) -> bool:
    """May `viewer`, who sees it, quote the status?"""
    if row["account_id"] == viewer:
        return bool(row["audience"] != "direct")
    if viewer == STRANGER or row["audience"] not in {"public", "unlisted"}:
        return False
    follows = (viewer, row["account_id"]) in world.follows
    return bool(row["quote_policy"] == "public" or (row["quote_policy"] == "followers" and follows))


async def test_a_quote_is_shown_as_far_as_the_viewer_may_see_what_is_quoted(world: World) -> None:
    world.house.store.clock = lambda: Time(NOW)
    dice = random.Random(18)
    shown: list[Any] = []
    for _ in range(25):
        a_world = with_quotes(dice)
        await a_world.write(world.house.store)

        for viewer in (STRANGER, *PEOPLE):
            seen = [Seen(i) for i, row in a_world.statuses.items() if a_world.opened(viewer, row)]
            async with world.house.store.read(Viewer(AccountId(viewer))) as tx:
                made = await cards(tx, seen)
            for card in made:
                target = card.reblog or card
                check(a_world, viewer, target)
                assert card.quotable == target.quotable == may_quote(a_world, viewer, a_world.statuses[target.id])
                assert card.reblog is None or card.quote is None
                shown.append(target.quote and target.quote.state)

    assert {None, "accepted", "unauthorized", "revoked", "deleted", "muted_account"} <= set(shown)
