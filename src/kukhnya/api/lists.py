"""Lists of accounts, read together."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.keep_list import add_to_list, create_list, delete_list, remove_from_list, update_list
from kukhnya.door.answers import Listed
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import TOP, ListId, parse_id
from kukhnya.model.page import Page
from kukhnya.queries import lists
from kukhnya.store.tx import ReadTx, WriteTx

from . import render

Id = str | int

WARM_LIST: Final = ListId(1)
"""The warm feed, for apps that know lists. No list has this id: ids begin with the milliseconds of our days."""
_WARM: Final = {"id": str(WARM_LIST), "title": "Warm", "replies_policy": "followed", "exclusive": False}


class ListForm(Struct):
    """A list as an app sends it."""

    title: str | None = None
    replies_policy: str | None = None
    exclusive: bool | None = None


class People(Struct):
    """Accounts to put on or take off."""

    account_ids: list[Id] | Id = field(default_factory=list)

    def numbers(self) -> list[int]:
        """The ids that were sent. Raises NotFound for what is none."""
        given = self.account_ids if isinstance(self.account_ids, list) else [self.account_ids]
        found = [parse_id(str(each)) for each in given]
        if any(number is None for number in found):
            raise NotFound(given)
        return list(dict.fromkeys(number for number in found if number is not None))


def shaped(row: Any) -> dict[str, object]:
    """A List from its row."""
    return {
        "id": str(row["id"]),
        "title": row["title"],
        "replies_policy": row["replies_policy"],
        "exclusive": bool(row["exclusive"]),
    }


async def own_lists(tx: ReadTx) -> list[dict[str, object]]:
    """Those that the viewer has made."""
    return [shaped(row) for row in await lists.all_own(tx)]


async def own_list(tx: ReadTx, list_id: ListId) -> dict[str, object]:
    """One of them. Raises NotFound."""
    return shaped(await lists.own(tx, list_id))


def _made_by_hand(list_id: ListId) -> ListId:
    """The id, of a list that can be changed. Raises Refused for the warm feed."""
    if list_id == WARM_LIST:
        sentence = "Nobody is put on this list: it is the warm feed, and changes with PUT /api/kukhnya/v1/warm"
        raise refused("id", "ERR_WARM", sentence)
    return list_id


@get("/api/v1/lists", scope="read:lists")
async def index(tx: ReadTx, call: Call) -> list[dict[str, object]]:
    """The caller's lists, and the warm feed once the caller has chosen that it lifts."""
    return [*([_WARM] if call.caller.warm else []), *await own_lists(tx)]


@post("/api/v1/lists", scope="write:lists")
async def create(tx: WriteTx, call: Call, form: ListForm) -> dict[str, object]:
    """Make a list."""
    bounds = call.house.settings.bounds
    policy = form.replies_policy or "list"
    list_id = await create_list(tx, form.title or "", policy, bounds, exclusive=bool(form.exclusive))
    return shaped(await lists.own(tx, list_id))


@get("/api/v1/lists/{list_id}", scope="read:lists")
async def show(tx: ReadTx, list_id: ListId) -> dict[str, object]:
    """One of the caller's lists."""
    return dict(_WARM) if list_id == WARM_LIST else await own_list(tx, list_id)


@put("/api/v1/lists/{list_id}", scope="write:lists")
async def update(tx: WriteTx, call: Call, list_id: ListId, form: ListForm) -> dict[str, object]:
    """Change a list."""
    await update_list(
        tx,
        _made_by_hand(list_id),
        call.house.settings.bounds,
        title=form.title,
        policy=form.replies_policy,
        exclusive=form.exclusive,
    )
    return shaped(await lists.own(tx, list_id))


@delete("/api/v1/lists/{list_id}", scope="write:lists")
async def remove(tx: WriteTx, list_id: ListId) -> None:
    """Take a list away."""
    await delete_list(tx, _made_by_hand(list_id))


@get("/api/v1/lists/{list_id}/accounts", scope="read:lists", pages=(40, 80))
async def members(tx: ReadTx, call: Call, list_id: ListId, page: Page) -> Listed:
    """Who is on a list. A limit of 0 asks for all of them. On the warm feed nobody is: it is of all whom the caller follows."""
    if list_id == WARM_LIST:
        return Listed([], None, None)
    wanted = Page(limit=TOP) if str(call.said.get("limit")) == "0" else page
    return await render.people(call, tx, [(who, who) for who in await lists.members(tx, list_id, wanted)])


@post("/api/v1/lists/{list_id}/accounts", scope="write:lists")
async def add(tx: WriteTx, list_id: ListId, people: People) -> None:
    """Put accounts on a list."""
    await add_to_list(tx, _made_by_hand(list_id), people.numbers())


@delete("/api/v1/lists/{list_id}/accounts", scope="write:lists")
async def take_off(tx: WriteTx, list_id: ListId, people: People) -> None:
    """Take accounts off a list."""
    await remove_from_list(tx, _made_by_hand(list_id), people.numbers())
