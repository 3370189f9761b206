"""When somebody came and when they were here is not to be read from the numbers of things."""

import asyncio

from sqlalchemy import select

from kukhnya.actions.create_account import create_account
from kukhnya.actions.delete_account import delete_account
from kukhnya.actions.sign_in import sign_in
from kukhnya.model.ids import DAY, WEEK, month, time_of, week
from kukhnya.model.viewer import NOBODY
from kukhnya.store.statement import Statement
from kukhnya.store.tables import app, login, marker, token
from tests.world import World

ROWS = Statement(
    select(token.c.id.label("token"), app.c.id.label("app")).select_from(token.join(app, app.c.id == token.c.app_id))
)
LOGINS = Statement(select(login.c.id, login.c.expires_at))
MARKERS = Statement(select(marker.c.updated_at))


async def test_numbers_of_accounts_say_the_month_and_those_of_tokens_and_apps_the_week(world: World) -> None:
    vera, misha = await world.members("vera", "misha")

    async with world.house.store.read(NOBODY) as tx:
        rows, now = await tx.all(ROWS), tx.now

    assert [time_of(person.id) for person in (vera, misha)] == [month(now)] * 2
    assert vera.id < misha.id
    assert {time_of(number) for row in rows for number in row} == {week(now)}


async def test_a_sign_in_and_a_read_marker_say_the_week(world: World) -> None:
    vera = await world.member("vera")
    await world.house.store.write(NOBODY, lambda tx: sign_in(tx, vera.id, "hash", "A browser"))
    await vera.post("/api/v1/markers", home={"last_read_id": "5"})

    async with world.house.store.read(NOBODY) as tx:
        signed_in, marked, now = (await tx.all(LOGINS))[0], await tx.value(MARKERS), tx.now

    assert (time_of(signed_in["id"]), marked) == (week(now), week(now))
    assert signed_in["expires_at"] == week(now) + WEEK + 30 * DAY


async def test_such_a_number_is_never_given_twice(world: World) -> None:
    made = await asyncio.gather(
        *(world.house.store.write(NOBODY, lambda tx, n=n: create_account(tx, f"guest{n}", "")) for n in range(8))  # type: ignore[misc]
    )
    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, max(made)))

    after = await world.house.store.write(NOBODY, lambda tx: create_account(tx, "newcomer", ""))

    assert len(set(made)) == 8
    assert after > max(made)
