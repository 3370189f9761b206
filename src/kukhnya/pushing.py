"""Send pushes: what the effects have noted goes out here, outside of any transaction.

A push is taken with a lease and struck out when it is done, so that two workers never send the same one and a crash
loses none. What it says is decided at the last moment, under the eyes of whom it is for: by default only that
something is new, in the person's language. No words of a status and no token is ever in it.
"""

import asyncio
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
import structlog

from kukhnya.actions import keep_push, queue_push
from kukhnya.model.errors import Unreachable
from kukhnya.model.ids import SECOND, AccountId
from kukhnya.model.notification import reaction_kind, type_of
from kukhnya.model.viewer import NOBODY, Viewer
from kukhnya.outbound import Fetched, Outbound
from kukhnya.push.sealing import MOST_BYTES, Sealed, seal, seal_as_before
from kukhnya.push.tag import Tag
from kukhnya.queries import push
from kukhnya.store.store import Store

log: Final = structlog.get_logger()

LIFE_S: Final = 172_800
"""How long a push service may keep a push for a telephone that is off."""
_PADDED: Final = 256
"""Lengths are rounded up to this, so that they tell nothing."""
_MOST_NAME: Final = 100
_NEW: Final = {"en": "Something is new", "ru": "Есть новое"}
_KINDS: Final = {
    "en": {
        "mention": "mentioned you", "status": "posted", "reblog": "shared your post", "follow": "follows you now",
        "follow_request": "asks to follow you", "favourite": "liked your post", "poll": "a poll has ended",
        "update": "edited a post", "added_to_collection": "recommends you in a collection",
        "collection_update": "renamed a collection you are in",
        reaction_kind("thanks"): "says thank you", reaction_kind("laugh"): "laughed at your post",
        reaction_kind("beautiful"): "finds your post beautiful", reaction_kind("helped"): "was helped by your post",
        reaction_kind("with_you"): "is with you", reaction_kind("learned"): "learned something from your post",
    },
    "ru": {
        "mention": "упоминает вас", "status": "новая запись", "reblog": "делится вашей записью",
        "follow": "теперь читает вас", "follow_request": "просит разрешения читать вас",
        "favourite": "нравится ваша запись", "poll": "опрос окончен", "update": "запись изменена",
        "added_to_collection": "советует вас в подборке", "collection_update": "подборка с вами изменена",
        reaction_kind("thanks"): "благодарит вас", reaction_kind("laugh"): "смеётся вместе с вами",
        reaction_kind("beautiful"): "говорит: красиво", reaction_kind("helped"): "говорит: ваша запись помогла",
        reaction_kind("with_you"): "с вами", reaction_kind("learned"): "благодаря вам знает больше",
    },
}  # fmt: skip


class Pusher:
    """Sends what is due, one batch after another."""

    def __init__(self, store: Store, outbound: Outbound, tag: Tag, base: str) -> None:
        self._store = store
        self._outbound = outbound
        self._tag = tag
        self._icon = f"{base}/media/drawn/header.png"

    async def round(self) -> bool:
        """One batch; True where there was anything to do."""
        async with self._store.read(NOBODY) as tx:
            if not await queue_push.any_push_due(tx):
                return False
        taken = await self._store.write(NOBODY, queue_push.take_pushes)
        over = [each for each in await asyncio.gather(*(self._one(row) for row in taken)) if each is not None]
        if over:
            await self._store.write(NOBODY, lambda tx: queue_push.finish_pushes(tx, over))
        return bool(taken)

    async def _one(self, row: Any) -> int | None:
        """Send one; the answer is its id where it is over, None where it is tried again."""
        async with self._store.read(Viewer(AccountId(row["account_id"]))) as tx:
            letter = await push.letter(tx, row["token_id"], row["notification_id"])
            now_s = tx.now // SECOND
        if letter is None:
            return int(row["id"])
        try:
            said = await self._send(letter, now_s)
        except Unreachable:
            said = Fetched(status=503, url="", media_type="", headers={}, body=b"")
        if said.status >= 300:  # noqa: PLR2004 - as HTTP counts them
            log.info("push.refused", push=row["id"], status=said.status)
        if said.status in {404, 410}:
            await self._store.write(NOBODY, lambda tx: keep_push.end_dead_push(tx, row["token_id"], letter["endpoint"]))
        if said.status == 429 or said.status >= 500:  # noqa: PLR2004 - as HTTP counts them
            wait_s = after_s(said.headers, now_s)
            await self._store.write(NOBODY, lambda tx: queue_push.put_off_push(tx, row["id"], row["attempts"], wait_s))
            return None
        return int(row["id"])

    async def _send(self, letter: Any, now_s: int) -> Fetched:
        sealing = seal if letter["standard"] else seal_as_before
        sealed = sealing(self.message(letter), letter["p256dh"], letter["auth"])
        headers = {**sealed.headers, **self._named(sealed, letter, now_s), "TTL": str(LIFE_S), "Urgency": "normal"}
        headers["Content-Type"] = "application/octet-stream"
        return await self._outbound.post(letter["endpoint"], body=sealed.body, headers=headers)

    def _named(self, sealed: Sealed, letter: Any, now_s: int) -> dict[str, str]:
        """Headers that say which server sends."""
        parts = urlsplit(letter["endpoint"])
        word = self._tag.word(f"{parts.scheme}://{parts.netloc}", now_s)
        if letter["standard"]:
            return {"Authorization": f"vapid t={word},k={self._tag.public}"}
        crypto_key = f"{sealed.crypto_key};p256ecdsa={self._tag.public}"
        return {"Authorization": f"WebPush {word}", "Crypto-Key": crypto_key}

    def message(self, letter: Any) -> bytes:
        """What the app is told: JSON, filled up with spaces."""
        language = "ru" if letter["language"].startswith("ru") else "en"
        title, body = _NEW[language], ""
        if letter["details"]:
            title = (letter["display_name"] or letter["username"])[:_MOST_NAME]
            body = _KINDS[language].get(letter["kind"], "")
        told = {
            "notification_id": str(letter["id"]),
            "notification_type": type_of(letter["kind"], letter["alerts"].split()),
            "preferred_locale": language,
            "title": title,
            "body": body,
            "icon": self._icon,
        }
        text = msgspec.json.encode(told)
        return text.ljust(min(-(-len(text) // _PADDED) * _PADDED, MOST_BYTES))


def after_s(headers: Any, now_s: int) -> int:
    """How many seconds a service asks us to wait, by number or by date; 0 where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return int(said[:9])
    try:
        return max(0, int(parsedate_to_datetime(said).timestamp()) - now_s)
    except (ValueError, OverflowError):
        return 0
