"""From what somebody typed to what is kept: clean text, HTML, whom it names and under which hashtags it stands."""

from typing import Any, Final

from msgspec import Struct
from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, StatusId, Time
from kukhnya.store.sealed import mention, status_tag
from kukhnya.store.statement import Statement, among_words, inserting, param
from kukhnya.store.tables import account, block, tag
from kukhnya.store.tx import WriteTx
from kukhnya.text import names, parse, render
from kukhnya.visibility.rule import VIEWER, exists, named_may


class Words(Struct, frozen=True):
    """Words ready to be kept. `mentions` are accounts in the order in which they were named."""

    source: str
    html: str
    mentions: tuple[AccountId, ...]
    tags: tuple[str, ...]


_by_names: Final = Statement(
    select(account.c.id, account.c.username, account.c.username_key, account.c.domain).where(
        among_words(account.c.username_key, "names"),
        ~account.c.suspended,
        ~exists(
            block,
            or_(
                (block.c.blocker_id == account.c.id) & (block.c.blocked_id == VIEWER),
                (block.c.blocker_id == VIEWER) & (block.c.blocked_id == account.c.id),
            ),
        ),
    )
)


async def words(tx: WriteTx, text: str, spoiler: str, bounds: Bounds) -> Words:
    """Read `text`; whoever blocks the author or is blocked is not named. Raises Refused where it is too long."""
    source = names.tidy_text(text)
    check_length(source, spoiler, bounds)
    parts = parse.parse(source)
    if len(parts.mentions) > bounds.mentions:
        raise refused("status", "ERR_TOO_MANY", f"Text names more than {bounds.mentions} people")
    named = await _named(tx, parts.mentions, bounds)
    links = {
        handle: render.MentionLink(url=f"{bounds.base}/@{_acct(row)}", username=row["username"])
        for handle, row in named.items()
    }
    html = render.to_html(source, mentions=links, tag_url=lambda key: f"{bounds.base}/tags/{key}")
    ids = tuple(dict.fromkeys(AccountId(row["id"]) for row in named.values()))
    return Words(source, html, ids, parts.tags)


def check_length(source: str, spoiler: str, bounds: Bounds) -> None:
    """Raises Refused where the text and the warning before it are too long together."""
    if parse.length(source, spoiler) > bounds.characters:
        raise refused("status", "ERR_TOO_LONG", f"Text character limit of {bounds.characters} exceeded")


async def _named(tx: WriteTx, handles: tuple[str, ...], bounds: Bounds) -> dict[str, Any]:
    if not handles:
        return {}
    own = bounds.base.partition("://")[2]
    keys = {}
    for handle in handles:
        name, _, domain = handle.partition("@")
        keys[handle] = (names.username_key(name), "" if domain in {"", own} else domain)
    rows = await tx.all(_by_names, names=[name for name, _ in keys.values()])
    by_key = {(row["username_key"], row["domain"]): row for row in rows}
    return {handle: by_key[key] for handle, key in keys.items() if key in by_key}


def _acct(row: Any) -> str:
    return f"{row['username']}@{row['domain']}" if row["domain"] else str(row["username"])


_keep_mention: Final = Statement(
    (
        made := insert(mention).values(
            status_id=param("status_id"),
            account_id=param("account_id"),
            since=param("since"),
            position=param("position", mention.c.position.type),
        )
    ).on_conflict_do_update(index_elements=["status_id", "account_id"], set_={"position": made.excluded.position})
)
_insert_tag: Final = inserting(tag, quietly=True)
_tag_ids: Final = Statement(select(tag.c.id, tag.c.key).where(among_words(tag.c.key, "keys")))
_insert_status_tag: Final = Statement(insert(status_tag).values(tag_id=param("tag_id"), status_id=param("status_id")))


async def keep_mentions(
    tx: WriteTx, status_id: StatusId, audience: Audience, mentioned: tuple[AccountId, ...], since: Time
) -> None:
    """Write down who is named, in this order: the new ones since then, the others since ever they were.

    A status that being named does not open names nobody.
    """
    if named_may(audience):
        await tx.many(
            _keep_mention,
            [
                {"status_id": status_id, "account_id": who, "since": since, "position": place}
                for place, who in enumerate(mentioned)
            ],
        )


async def keep_tags(tx: WriteTx, status_id: StatusId, tags: tuple[str, ...]) -> None:
    """Write down the hashtags; a new one gets a row of its own."""
    if not tags:
        return
    known = {row["key"]: row["id"] for row in await tx.all(_tag_ids, keys=list(tags))}
    new = [key for key in tags if key not in known]
    if new:
        ids = await tx.next_ids(len(new))
        await tx.many(_insert_tag, [{"id": i, "key": key, "name": key} for i, key in zip(ids, new, strict=True)])
        known = {row["key"]: row["id"] for row in await tx.all(_tag_ids, keys=list(tags))}
    await tx.many(_insert_status_tag, [{"tag_id": known[key], "status_id": status_id} for key in tags])
