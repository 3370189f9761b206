"""Fetch the pages behind links, for their cards: each once, by the server, outside any transaction.

Readers are never sent to another server: what a page says is kept as text, its picture is drawn anew and kept as a file
of ours. The client (`outbound`) sees to it that nothing inside the network is reached. What is listed where even opening it
is an offence is not asked for: neither from here nor by a redirect or a picture that leads there.
"""

import asyncio
import contextlib
from typing import Final

import structlog

from kukhnya.actions import fetch_card
from kukhnya.actions.fetch_card import CardPicture, Claim
from kukhnya.law.labels import Labels
from kukhnya.media import pictures
from kukhnya.model.errors import Unreachable
from kukhnya.model.link_card import About
from kukhnya.model.viewer import NOBODY
from kukhnya.outbound import Outbound
from kukhnya.store.files import Files
from kukhnya.store.store import Store
from kukhnya.store.tx import WriteTx
from kukhnya.text.about_page import MOST_BYTES, about

log: Final = structlog.get_logger()

IDLE_S: Final = 2.0
"""How often it is asked whether a page is to be fetched."""
_PAGES: Final = "text/html, application/xhtml+xml;q=0.9"
_PICTURES: Final = "image/jpeg, image/png, image/webp, image/gif"
_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_OK: Final = 200
_MOST_PICTURE_BYTES: Final = 4 * 1024 * 1024
_LIMITS: Final = pictures.Limits(file_bytes=_MOST_PICTURE_BYTES, pixels=16_000_000, frames=1)


class NothingSaid(Exception):
    """The page is not there, is no page, or says nothing about itself."""


class Fetching:
    """Fetches pages until it is stopped. Several processes may: each page is leased to one."""

    def __init__(self, store: Store, files: Files, outbound: Outbound, own_host: str, labels: Labels) -> None:
        self._store = store
        self._files = files
        self._outbound = outbound
        self._own_host = own_host
        self._listed = lambda url: bool(labels.closed(url))
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin, in this event loop."""
        self._task = asyncio.create_task(self._forever())

    async def stop(self) -> None:
        """Stop now: what is being fetched is fetched again once its lease is over."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def drain(self) -> None:
        """Fetch everything that is due now."""
        while await self._round():
            pass

    async def _forever(self) -> None:
        while True:
            try:
                busy = await self._round()
            except Exception as error:  # noqa: BLE001 - it outlives a database that is away, as the worker does
                log.warning("fetching.waits", error=type(error).__name__)
                busy = False
            if not busy:
                await asyncio.sleep(IDLE_S)

    async def _round(self) -> bool:
        """A few pages at once; True where there was anything to do."""
        async with self._store.read(NOBODY) as tx:
            if not await fetch_card.any_due(tx):
                return False
        claims = await self._store.write(NOBODY, lambda tx: fetch_card.claim_cards(tx, self._own_host, self._listed))
        for failed in await asyncio.gather(*(self._one(claim) for claim in claims), return_exceptions=True):
            if isinstance(failed, BaseException):  # its lease runs out, and it is tried again, three times in all
                log.warning("card.failed", error=type(failed).__name__)
        return True

    async def _one(self, claim: Claim) -> None:
        """Fetch one page and keep what it says."""
        try:
            said = await self._about(claim.url)
        except NothingSaid:
            await self._store.write(NOBODY, lambda tx: fetch_card.give_card_up(tx, claim.card_id))
            return
        except Unreachable:
            await self._store.write(NOBODY, lambda tx: fetch_card.try_card_later(tx, claim.card_id))
            return
        picture = await self._picture(said.picture) if said.picture else None
        kept = await self._store.write(NOBODY, lambda tx: self._keep(tx, claim, said, picture))
        if not kept and picture is not None:
            await asyncio.to_thread(self._files.forget, picture.name.partition("/")[0])

    @staticmethod
    async def _keep(tx: WriteTx, claim: Claim, said: About, picture: CardPicture | None) -> bool:
        return await fetch_card.keep_card(tx, claim.card_id, said, picture)

    async def _about(self, url: str) -> About:
        """What the page says about itself. Raises NothingSaid, or Unreachable where it may say something later."""
        page = await self._outbound.get(url, accept=_PAGES, most_bytes=MOST_BYTES, refuse=self._listed)
        if page.status >= 500 or page.status == 429:  # noqa: PLR2004 - its server asks to come again
            raise Unreachable(url)
        if page.status != _OK or page.media_type.partition(";")[0].strip().lower() not in _HTML:
            raise NothingSaid
        declared = page.headers.get("content-type", page.media_type)
        said = await asyncio.to_thread(about, page.body, declared, page.url)
        if not said.title:
            raise NothingSaid
        return said

    async def _picture(self, url: str) -> CardPicture | None:
        """The picture of a page, drawn anew and kept; None where it cannot be had or read."""
        try:
            found = await self._outbound.get(url, accept=_PICTURES, most_bytes=_MOST_PICTURE_BYTES, refuse=self._listed)
            if found.status != _OK:
                return None
            made = await asyncio.to_thread(pictures.derive, found.body, _LIMITS)
            key = await asyncio.to_thread(lambda: self._files.keep(made.extension, small=made.small))
        except (Unreachable, pictures.NotAPicture, pictures.TooLarge, OSError):
            return None
        return CardPicture(f"{key}/{made.extension}", made.small_width, made.small_height, made.blurhash)
