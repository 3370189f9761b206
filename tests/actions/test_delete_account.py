"""A deleted account leaves nothing behind, and takes nothing of others with it."""

import re
from itertools import count
from typing import Any, Final

import pytest
from sqlalchemy import BigInteger, Column, Table, select, update
from sqlalchemy.types import Boolean, SmallInteger

from kukhnya.actions.delete_account import delete_account
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from kukhnya.store import sealed
from kukhnya.store.statement import Statement, inserting
from kukhnya.store.tables import account, metadata
from tests.world import World

__all__ = ["sealed"]  # imported so that `metadata` holds the sealed tables too

NAMES_AN_ACCOUNT: Final = re.compile(r"(account|(?<!filt)er|ee|ed)_id\Z")
NAMES_A_STATUS: Final = {"status_id", "reblog_of_id", "in_reply_to_id", "quote_of_id"}
NAMES_SOMETHING_ELSE: Final = {
    "about_id", "announcement_id", "app_id", "card_id", "circle_id", "collection_id", "default_circle_id",
    "filter_id", "hidden_id", "last_read_id", "list_id", "move_id", "notification_id", "read_id", "report_id",
    "rule_id", "server_block_id", "tag_id", "thread_id", "token_id", "waits_for_id",
}  # fmt: skip
"""`about_id` is a status, a notification or something else, for two minutes. `thread_id` stays where others go on talking: it is
the number of a status that is no more; marks only count up."""
BY_THE_ACCOUNT_ITSELF: Final = {"account": "id"}
OF_ITS_STATUS: Final = {"status": "id"}
FOR_OWN_STATUSES_ONLY: Final = {"media", "pin", "work"}
KEPT_BY_THE_SERVER: Final = {"id_sequence", "server", "alembic_version"}
ME, MY_STATUS, SOMEBODY, THEIR_STATUS = 1001, 2001, 1002, 2002


async def test_nothing_names_a_deleted_account_or_its_statuses(world: World) -> None:
    numbers = count(5000)
    for table in metadata.sorted_tables:
        for row in _rows(table, numbers, ME, MY_STATUS):
            await world.house.store.write(NOBODY, lambda tx, row=row, table=table: tx.execute(inserting(table), **row))  # type: ignore[misc]

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, AccountId(ME)))

    assert await _mentioned(world, {ME, MY_STATUS}) == []


async def test_what_is_between_others_stays(world: World) -> None:
    numbers = count(5000)
    others = [(table, row) for table in metadata.sorted_tables for row in _rows(table, numbers, SOMEBODY, THEIR_STATUS)]
    mine = next(row for row in _rows(metadata.tables["account"], numbers, ME, MY_STATUS))
    for table, row in [*others, (metadata.tables["account"], mine)]:
        await world.house.store.write(NOBODY, lambda tx, row=row, table=table: tx.execute(inserting(table), **row))  # type: ignore[misc]
    before = await _everything(world)

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, AccountId(ME)))

    after = await _everything(world)
    assert {name: after[name] for name in before if name not in {"account", "job", "id_sequence"}} == {
        name: rows for name, rows in before.items() if name not in {"account", "job", "id_sequence"}
    }
    assert len(after["account"]) == len(before["account"]) - 1


async def test_counters_of_others_are_put_right(world: World) -> None:
    vera, ivan, olga = await world.members("vera", "ivan", "olga")
    for person in (vera, ivan, olga):
        await person.opens_profile()
    await vera.follows(ivan)
    await olga.follows(vera)
    question = await ivan.post(
        "/api/v1/statuses", status="tea?", visibility="public", poll={"options": ["yes", "no"], "expires_in": 3600}
    )
    await vera.post(f"/api/v1/polls/{question['id']}/votes", choices=[0])
    await vera.post(f"/api/v1/statuses/{question['id']}/favourite")
    await vera.post(f"/api/v1/statuses/{question['id']}/reblog")
    await vera.posts("yes @ivan", in_reply_to_id=question["id"])
    liked = await vera.posts("the samovar is on")
    await olga.post(f"/api/v1/statuses/{liked}/reblog")
    answer = await olga.posts("hello @vera, I come", in_reply_to_id=liked)

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))

    left = await ivan.get(f"/api/v1/statuses/{question['id']}")
    assert (left["favourites_count"], left["reblogs_count"], left["replies_count"]) == (0, 0, 0)
    assert (left["poll"]["votes_count"], left["poll"]["voters_count"]) == (0, 0)
    assert [option["votes_count"] for option in left["poll"]["options"]] == [0, 0]
    assert (await ivan.get("/api/v1/accounts/verify_credentials"))["followers_count"] == 0
    herself = await olga.get("/api/v1/accounts/verify_credentials")
    assert (herself["following_count"], herself["statuses_count"]) == (0, 1)
    reply = await olga.get(f"/api/v1/statuses/{answer}")
    assert (reply["in_reply_to_id"], reply["in_reply_to_account_id"], reply["mentions"]) == (None, None, [])


async def test_a_deleted_account_is_as_if_it_had_never_been(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    await vera.opens_profile()
    joke = await vera.posts("why is the tea cold?", to=Audience.PUBLIC)
    assert await ivan.sees(joke)

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    world.house.callers.forget()

    never = await ivan.call("GET", "/api/v1/accounts/99")
    gone = await ivan.call("GET", f"/api/v1/accounts/{vera.id}")
    assert not await ivan.sees(joke)
    assert (gone.status_code, gone.content) == (never.status_code, never.content)
    assert (await vera.call("GET", "/api/v1/timelines/home")).status_code == 401
    assert await world.member("vera")


async def test_the_number_of_statements_does_not_depend_on_how_much_there_is(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    await vera.posts("one @ivan #tea")
    for turn in range(20):
        await ivan.posts(f"{turn} @vera #tea{turn}")

    with world.counted() as little:
        await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    with world.counted() as much:
        await world.house.store.write(NOBODY, lambda tx: delete_account(tx, ivan.id))

    assert much == little


async def test_hashtags_that_nobody_else_uses_go_too(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    await vera.posts("#tea and #mysecretword")
    await ivan.posts("#tea")

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))

    assert {row["key"] for row in (await _everything(world))["tag"]} == {"tea"}


async def test_an_account_that_is_not_there_cannot_be_deleted(world: World) -> None:
    with pytest.raises(NotFound):
        await world.house.store.write(NOBODY, lambda tx: delete_account(tx, AccountId(77)))


def test_every_id_says_what_it_names() -> None:
    ids = {
        column.name
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id") and isinstance(column.type, BigInteger)
    }

    assert {name for name in ids if not NAMES_AN_ACCOUNT.search(name)} - NAMES_A_STATUS == NAMES_SOMETHING_ELSE & ids


def _rows(table: Table, numbers: Any, account: int, status: int) -> list[dict[str, Any]]:
    """One row for each column that can name the account, or one of its statuses."""
    if table.name in KEPT_BY_THE_SERVER | {"job"}:
        return []
    naming = [
        (column.name, account)
        for column in table.columns
        if NAMES_AN_ACCOUNT.search(column.name) or BY_THE_ACCOUNT_ITSELF.get(table.name) == column.name
    ]
    if table.name == "status":
        return [_row(table, numbers, id=status, account_id=account)] + [
            _row(table, numbers, **{name: value})
            for name, value in (
                ("in_reply_to_account_id", account),
                ("in_reply_to_id", status),
                ("reblog_of_id", status),
                ("quote_of_id", status),
            )
        ]
    naming += [(column.name, status) for column in table.columns if column.name in NAMES_A_STATUS]
    own = {"account_id": account} if table.name in FOR_OWN_STATUSES_ONLY else {}
    return [_row(table, numbers, **{**own, name: value}) for name, value in naming]


def _row(table: Table, numbers: Any, **said: int) -> dict[str, Any]:
    return {column.name: said.get(column.name, _value(column, numbers)) for column in table.columns}


def _value(column: Column[Any], numbers: Any) -> Any:
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, SmallInteger):
        return 0
    if isinstance(column.type, BigInteger):
        return None if column.nullable else next(numbers)
    return f"w{next(numbers)}"


async def _everything(world: World) -> dict[str, list[dict[str, Any]]]:
    found = {}
    async with world.house.store.read(NOBODY) as tx:
        for table in metadata.sorted_tables:
            rows = await tx.all(Statement(select(table)))
            found[table.name] = sorted(({key: row[key] for key in row.keys()} for row in rows), key=str)  # noqa: SIM118
    return found


async def _mentioned(world: World, ids: set[int]) -> list[tuple[str, str]]:
    """Tables and columns in which one of these ids stands."""
    return [
        (table, name)
        for table, rows in (await _everything(world)).items()
        for row in rows
        for name, value in row.items()
        if value in ids and not isinstance(value, bool)
    ]


async def test_pictures_of_a_deleted_account_are_gone_from_the_disk(world: World) -> None:
    vera, ivan = await world.members("vera", "ivan")
    numbers = count(5000)
    keys = [world.house.files.keep("webp", large=b"x", small=b"x") for _ in range(3)]
    await world.house.store.write(
        NOBODY, lambda tx: tx.execute(inserting(metadata.tables["media"]), **{**_row(metadata.tables["media"], numbers, account_id=vera.id), "key": keys[0]})
    )  # fmt: skip
    await world.house.store.write(
        NOBODY, lambda tx: tx.execute(inserting(metadata.tables["media"]), **{**_row(metadata.tables["media"], numbers, account_id=ivan.id), "key": keys[1]})
    )  # fmt: skip
    face = update(account).values(avatar=f"{keys[2]}/webp").where(account.c.id == vera.id)
    await world.house.store.write(NOBODY, lambda tx: tx.execute(Statement(face)))

    await world.house.store.write(NOBODY, lambda tx: delete_account(tx, vera.id))
    await world.settle()

    assert world.house.files.names() == {keys[1]}
