"""Give a status the card of its first link: a page that is fetched once, by the server, for all who link to it.

Only a status that everybody may find has a card. What is narrower is never asked about at other people's servers,
for the address alone may be a secret.
"""

from typing import Final
from urllib.parse import urldefrag, urlsplit

from sqlalchemy import select, update

from kukhnya.model.ids import StatusId
from kukhnya.model.link_card import SHOWN, url_hash
from kukhnya.store.sealed import status, status_card, status_text
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables.links import card
from kukhnya.store.tx import WriteTx
from kukhnya.text.parse import parse
from kukhnya.visibility.rule import found_by_all

from .forget_cards import take_off_cards

_source: Final = Statement(
    select(status_text.c.source)
    .select_from(status.join(status_text, status_text.c.status_id == status.c.id))
    .where(status.c.id == param("id"), status.c.reblog_of_id.is_(None), found_by_all(status))
)
_borne: Final = Statement(
    select(card.c.url_hash)
    .select_from(status_card.join(card, card.c.id == status_card.c.card_id))
    .where(status_card.c.status_id == param("id"))
)
_known: Final = Statement(select(card.c.id, card.c.state).where(card.c.url_hash == text_param("url_hash")))
_insert: Final = inserting(
    card,
    without=(
        "state", "attempts", "title", "description", "provider_name", "author_name", "author_url", "language",
        "published_at", "picture", "image_description", "width", "height", "blurhash",
    ),
)  # fmt: skip
_put_on: Final = inserting(status_card)
_changed: Final = Statement(update(status).values(version=status.c.version + 1).where(status.c.id == param("id")))


async def link_card(tx: WriteTx, status_id: StatusId) -> None:
    """The status bears the card of its first link if everybody may find it now, else none."""
    source = await tx.value(_source, id=status_id)
    url = _first_link(source or "")
    before = await tx.value(_borne, id=status_id)
    after = url_hash(url) if url else None
    if before == after:
        return
    if before is not None:
        await take_off_cards(tx, [status_id])
        await tx.execute(_changed, id=status_id)
    if after is None:
        return
    known = await tx.one(_known, url_hash=after)
    card_id = known["id"] if known else await tx.next_id()
    if known is None:
        site = (urlsplit(url).hostname or "").lower()
        await tx.execute(_insert, id=card_id, url=url, url_hash=after, site=site, due_at=tx.now)
    await tx.execute(_put_on, status_id=status_id, card_id=card_id)
    if known is not None and known["state"] == SHOWN:
        await tx.execute(_changed, id=status_id)


def _first_link(source: str) -> str:
    """The first address in the text that names a host and no password, without the part after `#`; or nothing."""
    for url in parse(source).urls[:1]:
        try:
            parts = urlsplit(url)
            if parts.hostname and "@" not in parts.netloc:
                return urldefrag(url).url
        except ValueError:
            return ""
    return ""
