"""Cards that wait for their page: which to fetch now, and what came of it.

The network is never asked inside a transaction. A claim moves the time at which a card is due into the future, which is
its lease: if the process dies, another fetches the page after that.
"""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct
from sqlalchemy import Text, bindparam, select, update

from kukhnya.model.ids import DAY, MINUTE, time_of
from kukhnya.model.link_card import SHOWN, About
from kukhnya.store.sealed import status, status_card
from kukhnya.store.statement import Statement, among, param, text_param
from kukhnya.store.tables.links import card
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility.rule import exists, found_by_all

from .forget_cards import erase_cards

_AT_ONCE: Final = 4
_LEASE: Final = 3 * MINUTE
_MOST_ATTEMPTS: Final = 3
_PATIENCE: Final = DAY
"""How long a card waits: what could not be fetched until then is not wanted any more."""


class Claim(Struct, frozen=True):
    """A page to be fetched now."""

    card_id: int
    url: str


class CardPicture(Struct, frozen=True):
    """A picture of a page, drawn anew and kept; `name` is `key/extension`."""

    name: str
    width: int
    height: int
    blurhash: str


_due: Final = Statement(select(card.c.id).where(card.c.due_at <= param("now")).limit(1))
_waiting: Final = Statement(
    select(
        card.c.id,
        card.c.url,
        card.c.site,
        card.c.attempts,
        exists(
            status_card.join(status, status.c.id == status_card.c.status_id),
            status_card.c.card_id == card.c.id,
            found_by_all(status),
        ).label("wanted"),
    )
    .where(card.c.due_at <= param("now"))
    .order_by(card.c.due_at)
    .limit(_AT_ONCE)
)
_lease: Final = Statement(
    update(card).values(due_at=param("until"), attempts=card.c.attempts + 1).where(among(card.c.id))
)
_put_off: Final = Statement(
    update(card)
    .values(due_at=param("due_at"), state=text_param("state"))
    .where(card.c.id == param("id"), card.c.state == "waiting")
)
_keep: Final = Statement(
    update(card)
    .values(
        state=SHOWN,
        due_at=None,
        title=text_param("title"),
        description=text_param("description"),
        provider_name=text_param("provider_name"),
        author_name=text_param("author_name"),
        author_url=text_param("author_url"),
        language=text_param("language"),
        published_at=param("published_at"),
        picture=bindparam("picture", type_=Text()),
        image_description=text_param("image_description"),
        width=param("width"),
        height=param("height"),
        blurhash=text_param("blurhash"),
    )
    .where(card.c.id == param("id"), card.c.state == "waiting")
)
_shown_anew: Final = Statement(
    update(status)
    .values(version=status.c.version + 1)
    .where(status.c.id.in_(select(status_card.c.status_id).where(status_card.c.card_id == param("id"))))
)


async def any_due(tx: ReadTx) -> bool:
    """Does a card wait whose time has come?"""
    return await tx.value(_due) is not None


async def claim_cards(tx: WriteTx, own_host: str, listed: Callable[[str], bool]) -> list[Claim]:
    """The next few pages to fetch; nobody else gets them until the lease is over. What must not be fetched is erased.

    `listed`: is it an offence somewhere even to open this address?
    """
    rows = await tx.all(_waiting)
    chosen = [row for row in rows if _may_be_fetched(row, own_host, tx.now) and not listed(row["url"])]
    await erase_cards(tx, [row["id"] for row in rows if row not in chosen])
    if chosen:
        await tx.execute(_lease, ids=[row["id"] for row in chosen], until=tx.now + _LEASE)
    return [Claim(row["id"], row["url"]) for row in chosen]


def _may_be_fetched(row: Any, own_host: str, now: int) -> bool:
    """Is a page asked for, whatever it is?

    Some status that everybody may find links to it at this moment, it is not a page of this server, and it has
    neither failed too often nor waited too long.
    """
    return (
        bool(row["wanted"])
        and row["site"] != (urlsplit(f"//{own_host}").hostname or "").lower()
        and row["attempts"] < _MOST_ATTEMPTS
        and now - time_of(row["id"]) < _PATIENCE
    )


async def keep_card(tx: WriteTx, card_id: int, about: About, picture: CardPicture | None) -> bool:
    """Keep what a page says; statuses that link to it show it from now on. False where nobody waits for it any more."""
    changed = await tx.execute(
        _keep, id=card_id, title=about.title, description=about.description, provider_name=about.provider_name,
        author_name=about.author_name, author_url=about.author_url, language=about.language,
        published_at=about.published_at, picture=picture and picture.name,
        image_description=about.image_description if picture else "", width=picture.width if picture else 0,
        height=picture.height if picture else 0, blurhash=picture.blurhash if picture else "",
    )  # fmt: skip
    if changed:
        await tx.execute(_shown_anew, id=card_id)
    return changed == 1


async def give_card_up(tx: WriteTx, card_id: int) -> None:
    """The page is there and says nothing, or is not there: it is not asked for again while its card lasts."""
    await tx.execute(_put_off, id=card_id, due_at=None, state="failed")


async def try_card_later(tx: WriteTx, card_id: int) -> None:
    """The page could not be had just now: ask again in some minutes, three times in all."""
    await tx.execute(_put_off, id=card_id, due_at=tx.now + 5 * MINUTE, state="waiting")
