"""Lists: accounts that the viewer follows, read together. Nobody is told of being on one."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import delete, func, select, update

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import ListId
from kukhnya.queries import lists
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import follow, list_, list_member
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.rule import VIEWER

POLICIES: Final = ("list", "followed", "none")
_insert: Final = inserting(list_)
_how_many: Final = Statement(select(func.count()).select_from(list_).where(list_.c.account_id == VIEWER))
_update: Final = Statement(
    update(list_)
    .values(title=text_param("title"), replies_policy=text_param("replies_policy"), exclusive=flag_param("exclusive"))
    .where(list_.c.id == param("id"), list_.c.account_id == VIEWER)
)
_delete: Final = Statement(delete(list_).where(list_.c.id == param("id"), list_.c.account_id == VIEWER))
_empty: Final = Statement(delete(list_member).where(list_member.c.list_id == param("id")))
_followed: Final = Statement(
    select(follow.c.followee_id).where(follow.c.follower_id == VIEWER, among(follow.c.followee_id))
)
_add: Final = inserting(list_member, quietly=True)
_remove: Final = Statement(
    delete(list_member).where(list_member.c.list_id == param("list"), among(list_member.c.account_id))
)


def checked_title(title: str, bounds: Bounds) -> str:
    """The title as it is kept. Raises Refused where it is empty or too long."""
    if len(title) > bounds.title_characters:
        raise refused("title", "ERR_TOO_LONG", f"Title is too long (maximum is {bounds.title_characters} characters)")
    tidy = names.tidy(title, bounds.title_characters)
    if not tidy:
        raise refused("title", "ERR_BLANK", "Title can't be blank")
    return tidy


def _checked_policy(policy: str) -> str:
    if policy not in POLICIES:
        raise refused("replies_policy", "ERR_INCLUSION", f"replies_policy must be one of {', '.join(POLICIES)}")
    return policy


async def create_list(tx: WriteTx, title: str, policy: str, bounds: Bounds, *, exclusive: bool) -> ListId:
    """Make a list; the answer is its id. Raises Refused."""
    tidy, policy = checked_title(title, bounds), _checked_policy(policy)
    if int(await tx.value(_how_many) or 0) >= bounds.lists:
        raise refused("title", "ERR_TOO_MANY", f"You have reached the limit of {bounds.lists} lists")
    list_id = ListId(await tx.next_id())
    await tx.execute(
        _insert, id=list_id, account_id=tx.viewer.id, title=tidy, replies_policy=policy, exclusive=exclusive
    )
    return list_id


async def update_list(
    tx: WriteTx, list_id: ListId, bounds: Bounds, *, title: str | None, policy: str | None, exclusive: bool | None
) -> None:
    """Change what is not None. Raises NotFound, Refused."""
    row = await lists.own(tx, list_id)
    await tx.execute(
        _update,
        id=list_id,
        title=row["title"] if title is None else checked_title(title, bounds),
        replies_policy=row["replies_policy"] if policy is None else _checked_policy(policy),
        exclusive=bool(row["exclusive"]) if exclusive is None else exclusive,
    )


async def delete_list(tx: WriteTx, list_id: ListId) -> None:
    """Take a list away. Raises NotFound."""
    if not await tx.execute(_delete, id=list_id):
        raise NotFound(list_id)
    await tx.execute(_empty, id=list_id)


async def add_to_list(tx: WriteTx, list_id: ListId, ids: Sequence[int]) -> None:
    """Put accounts on a list. Raises NotFound for a list that is not one's own or somebody not followed."""
    await lists.own(tx, list_id)
    followed = set(await tx.column(_followed, ids=list(ids)))
    if followed != set(ids):
        raise NotFound(ids)
    await tx.many(_add, [{"list_id": list_id, "account_id": who} for who in followed])


async def remove_from_list(tx: WriteTx, list_id: ListId, ids: Sequence[int]) -> None:
    """Take accounts off a list. Raises NotFound."""
    await lists.own(tx, list_id)
    await tx.execute(_remove, list=list_id, ids=list(ids))
