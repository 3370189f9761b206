"""What has run out is not kept."""

from typing import Any

from sqlalchemy import func, select

from kukhnya.actions.create_invite import create_invite, create_setup_code
from kukhnya.actions.forget_overdue import forget_overdue
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.tables import idempotency, invite, login, oauth_code, tag
from tests.world import World


async def _left(world: World) -> dict[str, Any]:
    async with world.house.store.read(NOBODY) as tx:
        return {
            table.name: await tx.value(Statement(select(func.count()).select_from(table)))
            for table in (idempotency, invite, login, oauth_code, tag)
        }


async def test_codes_invites_sign_ins_and_keys_are_forgotten_when_they_run_out(world: World) -> None:
    vera = await world.member("vera")
    soon, late = world.clock() + 1_000, world.clock() + 10_000
    for name, ends in (("soon", soon), ("late", late)):
        await world.house.store.write(NOBODY, lambda tx, name=name, ends=ends: tx.execute(  # type: ignore[misc]
            inserting(oauth_code), code_hash=name, app_id=1, account_id=vera.id, redirect_uri="", scopes="", challenge="",
            expires_at=ends, token_id=None,
        ))  # fmt: skip
        await world.house.store.write(NOBODY, lambda tx, name=name, ends=ends: tx.execute(  # type: ignore[misc]
            inserting(login), id=ends, hash=name, account_id=vera.id, name="", created_week=0, expires_at=ends,
        ))  # fmt: skip
        await world.house.store.write(NOBODY, lambda tx, name=name, ends=ends: tx.execute(  # type: ignore[misc]
            inserting(idempotency), key_hash=name, status_id=1, expires_at=ends
        ))  # fmt: skip
    await world.house.store.write(NOBODY, lambda tx: create_invite(tx, "a day", days=1))
    world.clock.forward(5)

    forgotten = await world.house.store.write(NOBODY, forget_overdue)

    assert forgotten == 3
    assert await _left(world) == {"idempotency": 1, "invite": 1, "login": 1, "oauth_code": 1, "tag": 0}


async def test_an_invite_lasts_as_long_as_it_says(world: World) -> None:
    await world.house.store.write(NOBODY, lambda tx: create_invite(tx, "a day", days=1))
    await world.house.store.write(NOBODY, lambda tx: create_setup_code(tx, "a week"))

    world.clock.forward(86_400)
    first = await world.house.store.write(NOBODY, forget_overdue)
    world.clock.forward(6 * 86_400)
    second = await world.house.store.write(NOBODY, forget_overdue)

    assert (first, second) == (1, 1)


async def test_an_invite_that_is_used_up_is_forgotten(world: World) -> None:
    await world.house.store.write(NOBODY, lambda tx: tx.execute(
        inserting(invite), code_hash="used up", role="member", uses_left=0, expires_at=world.clock() + 99_000
    ))  # fmt: skip

    assert await world.house.store.write(NOBODY, forget_overdue) == 1


async def test_a_hashtag_goes_when_no_status_bears_it_any_more(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    await ivan.posts("#tea")
    joke = await vera.posts("#tea and #mysecretword")
    await vera.delete(f"/api/v1/statuses/{joke}")

    await world.house.store.write(NOBODY, forget_overdue)

    assert (await _left(world))["tag"] == 1
