"""Post a status: words, pictures, a poll, for an audience and, where wished, for a time.

The audience is what the author says, else what the author has chosen as default; never wider. The id is given
inside the transaction, so that whoever has seen a page never misses what commits later.
"""

import re
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import SmallInteger, case, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import MAX_EXPIRY_S, MAX_POLL_S, MIN_EXPIRY_S, MIN_POLL_S, Draft, PollDraft
from kukhnya.model.errors import Forbidden, NotFound, refused
from kukhnya.model.events import PollEnded, StatusExpires, StatusPosted
from kukhnya.model.ids import HOUR, SECOND, CircleId, MediaId, StatusId, ThreadId, Time, week
from kukhnya.store.sealed import newest, status, status_text
from kukhnya.store.statement import Statement, among, inserting, param, text_param
from kukhnya.store.tables import account, idempotency, media, member, poll, poll_option
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.quotes import ACCEPTED
from kukhnya.visibility.rule import VIEWER, anyone_may, seen

from .change_audience import circle_for, count_reply
from .mark_conversation import mark_answered
from .quote_status import checked_policy, count_quote, quoting
from .wording import Words, keep_mentions, keep_tags, words

_chosen: Final = Statement(
    select(
        member.c.default_audience,
        member.c.default_circle_id,
        member.c.default_sensitive,
        member.c.default_expires_in_s,
        member.c.default_quote_policy,
        member.c.language,
    ).where(member.c.account_id == VIEWER)
)
_forget_keys: Final = Statement(delete(idempotency).where(idempotency.c.expires_at <= param("now")))
_claim_key: Final = inserting(idempotency, quietly=True)
_known_key: Final = Statement(select(idempotency.c.status_id).where(idempotency.c.key_hash == text_param("key_hash")))
_keep_key: Final = Statement(
    update(idempotency).values(status_id=param("status_id")).where(idempotency.c.key_hash == text_param("key_hash"))
)
_parent: Final = Statement(
    select(seen.c.id, seen.c.account_id, seen.c.thread_id, seen.c.reblog_of_id).where(seen.c.id == param("id"))
)
insert_status: Final = inserting(
    status, without=("edited_at", "version", "favourites_count", "reblogs_count", "replies_count", "quotes_count")
)
insert_text: Final = inserting(status_text)
raise_newest: Final = Statement(
    (bound := insert(newest).values(account_id=param("account_id"), bound=param("bound"))).on_conflict_do_update(
        index_elements=["account_id"],
        set_={"bound": case((newest.c.bound < bound.excluded.bound, bound.excluded.bound), else_=newest.c.bound)},
    )
)
count_status: Final = Statement(
    update(account)
    .values(statuses_count=account.c.statuses_count + param("step"), version=account.c.version + 1,
            active_week=param("week"))
    .where(account.c.id == param("account_id"))
)  # fmt: skip
_take: Final = Statement(
    update(media)
    .values(status_id=param("status_id"), withdrawn_at=None)
    .where(among(media.c.id), media.c.account_id == VIEWER, media.c.status_id.is_(None), media.c.waits_for_id.is_(None))
)
_place: Final = Statement(
    update(media).values(position=param("position", SmallInteger())).where(media.c.id == param("id"))
)


class Checked(Struct, frozen=True):
    """What a draft comes to, once everything in it is sure to be allowed to its author now."""

    audience: Audience
    circle_id: CircleId | None
    parent: Any | None
    quoted: Any | None
    said: Words
    lasts_s: int
    language: str
    sensitive: bool
    quote_policy: str


async def checked(tx: WriteTx, draft: Draft, bounds: Bounds) -> Checked:
    """Look at the whole draft, but for its pictures.

    Raises Refused for what makes no sense, NotFound for a parent, circle or quoted status that is not there for the
    author, Forbidden where that must not be quoted.
    """
    chosen = await tx.one(_chosen)
    if chosen is None:
        raise Forbidden("Only members can post")
    wanted = draft.audience or Audience(chosen["default_audience"])
    circle_id = await circle_for(tx, wanted, draft.circle_id or chosen["default_circle_id"])
    parent = await _parent_of(tx, draft.in_reply_to_id)
    quote = await quoting(tx, draft.quoted_id, wanted, circle_id)
    said = await words(tx, draft.text, draft.spoiler, bounds)
    _check(draft, said.source, bounds)
    if quote.of is not None and quote.audience is Audience.DIRECT:
        _check_letter(tx, quote.of, said)
    lasts_s = chosen["default_expires_in_s"] if draft.expires_in_s is None else draft.expires_in_s
    checked_expiry(tx.now, lasts_s)
    policy = checked_policy(draft.quote_policy) if draft.quote_policy else chosen["default_quote_policy"]
    sensitive = bool(chosen["default_sensitive"] and draft.media_ids) if draft.sensitive is None else draft.sensitive
    return Checked(
        quote.audience, quote.circle_id, parent, quote.of, said, lasts_s or 0,
        checked_language(draft.language) if draft.language else chosen["language"], sensitive,
        policy if anyone_may(quote.audience) else "nobody",
    )  # fmt: skip


def _check_letter(tx: WriteTx, quoted: Any, said: Words) -> None:
    """A letter that quotes somebody is for them too."""
    if quoted["account_id"] not in {tx.viewer.id, *said.mentions}:
        raise refused("quoted_status_id", "ERR_INVALID", "A letter can quote only those it names")


async def post_status(tx: WriteTx, draft: Draft, bounds: Bounds) -> StatusId:
    """Post it, or find it posted already under the same idempotency key; the answer is its id.

    Raises what `checked` raises, and Refused for a picture that is not the author's to use.
    """
    if draft.idempotency_hash and (known := await claimed(tx, draft.idempotency_hash)):
        return StatusId(known)
    status_id = StatusId(await tx.next_id())  # first of all, so that what is read from here on is so at commit
    made = await checked(tx, draft, bounds)
    parent, quoted = made.parent, made.quoted
    expires_at = checked_expiry(tx.now, made.lasts_s)
    await tx.execute(
        insert_status, id=status_id, account_id=tx.viewer.id, audience=made.audience.value, circle_id=made.circle_id,
        expires_at=expires_at, reblog_of_id=None, in_reply_to_id=parent and parent["id"],
        in_reply_to_account_id=parent and parent["account_id"], thread_id=parent["thread_id"] if parent else status_id,
        created_at=tx.now, has_media=bool(draft.media_ids), quote_of_id=quoted and quoted["id"],
        quote_state=ACCEPTED if quoted else "", quote_policy=made.quote_policy,
    )  # fmt: skip
    await _keep_words(tx, status_id, draft, made, bounds)
    await take_pictures(tx, status_id, draft.media_ids)
    await place_pictures(tx, draft.media_ids)
    if draft.poll is not None:
        await keep_poll(tx, status_id, draft.poll)
    await _count(tx, status_id, made)
    if draft.idempotency_hash:
        await keep_key(tx, draft.idempotency_hash, status_id)
    if expires_at is not None:
        tx.emit(StatusExpires(status_id), at=expires_at)
    tx.emit(StatusPosted(status_id))
    return status_id


async def _count(tx: WriteTx, status_id: StatusId, made: Checked) -> None:
    await tx.execute(raise_newest, account_id=tx.viewer.id, bound=status_id)
    await tx.execute(count_status, account_id=tx.viewer.id, step=1, week=week(tx.now))
    if made.parent and anyone_may(made.audience):
        await tx.execute(count_reply, id=made.parent["id"], step=1)
    if made.quoted and anyone_may(made.audience):
        await tx.execute(count_quote, id=made.quoted["id"], step=1)
    if made.parent and made.audience is Audience.DIRECT:
        await mark_answered(tx, ThreadId(made.parent["thread_id"]), status_id)


async def _keep_words(tx: WriteTx, status_id: StatusId, draft: Draft, made: Checked, bounds: Bounds) -> None:
    spoiler = names.tidy(draft.spoiler, bounds.characters)
    await tx.execute(
        insert_text, status_id=status_id, source=made.said.source, html=made.said.html, spoiler=spoiler,
        language=made.language, sensitive=made.sensitive or bool(spoiler), uri=None, history_from=0,
    )  # fmt: skip
    await keep_mentions(tx, status_id, made.audience, made.said.mentions, tx.now)
    await keep_tags(tx, status_id, made.said.tags)


async def claimed(tx: WriteTx, key_hash: str) -> int | None:
    """What was posted under this key within the hour; else the key is ours, and whoever comes with it now waits."""
    await tx.execute(_forget_keys)
    if await tx.execute(_claim_key, key_hash=key_hash, status_id=0, expires_at=tx.now + HOUR):
        return None
    return int(await tx.value(_known_key, key_hash=key_hash) or 0) or None


async def keep_key(tx: WriteTx, key_hash: str, an_id: int) -> None:
    """Remember what has come of a key that `claimed` found to be ours."""
    await tx.execute(_keep_key, key_hash=key_hash, status_id=an_id)


async def _parent_of(tx: WriteTx, parent_id: StatusId | None) -> Any | None:
    """What is replied to, as far as the author may see it. A re-share stands for what it shares."""
    if parent_id is None:
        return None
    parent = await tx.one(_parent, id=parent_id)
    if parent is not None and parent["reblog_of_id"] is not None:
        parent = await tx.one(_parent, id=parent["reblog_of_id"])
    if parent is None:
        raise NotFound(parent_id)
    return parent


def _check(draft: Draft, source: str, bounds: Bounds) -> None:
    """Is there something to post, of sizes that are allowed?"""
    if not source.strip() and not draft.media_ids and draft.poll is None:
        raise refused("text", "ERR_BLANK", "Text can't be blank")
    if len(draft.media_ids) > bounds.media:
        raise refused("media_ids", "ERR_TOO_MANY", f"Cannot attach more than {bounds.media} pictures")
    if draft.media_ids and draft.poll is not None:
        raise refused("poll", "ERR_CONFLICT", "A status has pictures or a poll, not both")
    if draft.poll is not None:
        check_poll(draft.poll, bounds)


def check_poll(asked: PollDraft, bounds: Bounds) -> None:
    """Raises Refused where a poll has too few, too many, equal, empty or too long options, or a wrong end."""
    options = [names.tidy(option, 10_000) for option in asked.options]
    if not 2 <= len(options) <= bounds.poll_options:  # noqa: PLR2004 - a question needs two answers
        raise refused("poll[options]", "ERR_TOO_MANY", f"A poll has from 2 to {bounds.poll_options} options")
    if any(not option for option in options) or len(set(options)) != len(options):
        raise refused("poll[options]", "ERR_INVALID", "Options of a poll must differ and not be empty")
    if any(len(option) > bounds.poll_option_characters for option in options):
        raise refused(
            "poll[options]", "ERR_TOO_LONG", f"An option has at most {bounds.poll_option_characters} characters"
        )
    if not MIN_POLL_S <= asked.expires_in_s <= MAX_POLL_S:
        raise refused("poll[expires_in]", "ERR_INCLUSION", f"A poll lasts from {MIN_POLL_S} to {MAX_POLL_S} seconds")


def checked_expiry(now: Time, expires_in_s: int | None) -> Time | None:
    """When a status that lasts so many seconds ends; None: never, as for 0. Raises Refused for too few or too many."""
    if not expires_in_s:
        return None
    if not MIN_EXPIRY_S <= expires_in_s <= MAX_EXPIRY_S:
        raise refused(
            "expires_in", "ERR_INCLUSION", f"expires_in must be 0 or from {MIN_EXPIRY_S} to {MAX_EXPIRY_S} seconds"
        )
    return Time(now + expires_in_s * SECOND)


def checked_language(code: str, field: str = "language") -> str:
    """A language as ISO 639 with or without a region; empty for none. Raises Refused naming `field`."""
    if code and not _LANGUAGE.match(code):
        raise refused(field, "ERR_INVALID", f"{field} must be an ISO 639 code such as en, ru or pt-BR")
    return code


_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-([A-Za-z]{2,4}|[0-9]{3}))?\Z")


_insert_poll: Final = inserting(poll, without=("votes_count", "voters_count"))
_insert_option: Final = inserting(poll_option, without=("votes_count",))


async def keep_poll(tx: WriteTx, status_id: StatusId, asked: PollDraft) -> None:
    """Write down a poll that `check_poll` has passed, and when it ends."""
    ends_at = Time(tx.now + asked.expires_in_s * SECOND)
    await tx.execute(
        _insert_poll, status_id=status_id, expires_at=ends_at, multiple=asked.multiple, hide_totals=asked.hide_totals
    )
    await tx.many(
        _insert_option,
        [
            {"status_id": status_id, "position": place, "title": names.tidy(title, 10_000)}
            for place, title in enumerate(asked.options)
        ],
    )
    tx.emit(PollEnded(status_id), at=ends_at)


async def take_pictures(tx: WriteTx, status_id: StatusId, media_ids: tuple[MediaId, ...]) -> None:
    """Put these pictures on the status. Raises Refused unless each is the author's, named once, and on no status."""
    if media_ids and await tx.execute(_take, status_id=status_id, ids=list(media_ids)) != len(media_ids):
        raise refused("media_ids", "ERR_INVALID", "Pictures must be yours, each named once, and not on another status")


async def place_pictures(tx: WriteTx, media_ids: tuple[MediaId, ...]) -> None:
    """Have the pictures of a status stand in this order."""
    await tx.many(_place, [{"id": one, "position": place} for place, one in enumerate(media_ids)])
