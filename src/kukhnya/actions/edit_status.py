"""Edit a status: words, pictures, poll, time; and, only where it is said, its audience.

Changing words never moves the audience. What it said before is kept, for its author and for those who were allowed to
read it then (`visibility.history`). Sending again what is there already changes nothing, for apps send the whole form.
"""

from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import SmallInteger, delete, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import PollDraft
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import AudienceChanged, FilesUnneeded, PollEnded, StatusEdited, StatusExpires
from kukhnya.model.ids import SECOND, AccountId, CircleId, MediaId, StatusId, Time
from kukhnya.store.sealed import mention, status, status_tag, status_text, status_version
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import media, poll, poll_option, poll_vote
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER, anyone_may, named_may

from .change_audience import Move, count_moved, move_of
from .describe_media import Description, checked_description
from .post_status import check_poll, checked_expiry, checked_language, keep_poll, place_pictures, take_pictures
from .quote_status import checked_policy
from .wording import Words, check_length, keep_mentions, keep_tags, words


class Edit(Struct, frozen=True, kw_only=True):
    """What is to change; what is unset stays. `audience` moves only where it is said."""

    text: str | UnsetType = UNSET
    spoiler: str | UnsetType = UNSET
    sensitive: bool | UnsetType = UNSET
    language: str | UnsetType = UNSET
    media_ids: tuple[MediaId, ...] | UnsetType = UNSET
    descriptions: tuple[tuple[MediaId, Description], ...] = ()
    poll: PollDraft | UnsetType = UNSET
    expires_in_s: int | UnsetType = UNSET
    """0: it no longer ends."""
    audience: Audience | None = None
    circle_id: CircleId | None = None
    confirm_widening: bool = False
    quote_policy: str | None = None


class _Text(Struct, frozen=True):
    """Words to be kept. `read`: what they name, where that had to be read again."""

    source: str
    html: str
    spoiler: str
    sensitive: bool
    language: str
    read: Words | None


class _Shown(Struct, frozen=True):
    """What stands beside the words: pictures in order, and the options of a poll."""

    pictures: tuple[int, ...]
    options: tuple[str, ...]


_row: Final = Statement(
    select(
        status, status_text.c.source, status_text.c.html, status_text.c.spoiler, status_text.c.sensitive,
        status_text.c.language, status_text.c.history_from, poll.c.status_id.label("poll_id"),
        poll.c.multiple.label("poll_multiple"), poll.c.expires_at.label("poll_ends_at"),
    )
    .select_from(
        status.join(status_text, status_text.c.status_id == status.c.id).outerjoin(poll, poll.c.status_id == status.c.id)
    )
    .where(status.c.id == param("id"), status.c.account_id == VIEWER)
)  # fmt: skip
_update: Final = Statement(
    update(status)
    .values(
        audience=text_param("audience"), circle_id=param("circle_id"), expires_at=param("expires_at"),
        edited_at=param("edited_at"), has_media=flag_param("has_media"), quote_policy=text_param("quote_policy"), version=status.c.version + 1,
    )
    .where(status.c.id == param("id"))
)  # fmt: skip
_update_text: Final = Statement(
    update(status_text)
    .values(
        source=text_param("source"), html=text_param("html"), spoiler=text_param("spoiler"),
        language=text_param("language"), sensitive=flag_param("sensitive"), history_from=param("history_from"),
    )
    .where(status_text.c.status_id == param("id"))
)  # fmt: skip
_mentioned: Final = Statement(select(mention.c.account_id).where(mention.c.status_id == param("id")))
_unname: Final = Statement(
    delete(mention).where(mention.c.status_id == param("id"), among(mention.c.account_id, "who"))
)
_untag: Final = Statement(delete(status_tag).where(status_tag.c.status_id == param("id")))
_keep_version: Final = inserting(status_version)
_pictures: Final = Statement(select(media).where(media.c.status_id == param("id")).order_by(media.c.position))
_erase_pictures: Final = Statement(delete(media).where(among(media.c.id), media.c.account_id == VIEWER))
_describe: Final = Statement(
    update(media)
    .values(
        description=text_param("description"), focus_x=param("x", SmallInteger()), focus_y=param("y", SmallInteger())
    )
    .where(media.c.id == param("id"))
)
_options: Final = Statement(
    select(poll_option.c.title).where(poll_option.c.status_id == param("id")).order_by(poll_option.c.position)
)
_erase_poll: Final = tuple(
    Statement(delete(table).where(table.c.status_id == param("id"))) for table in (poll, poll_option, poll_vote)
)
_prolong: Final = Statement(
    update(poll)
    .values(expires_at=param("ends_at"), hide_totals=flag_param("hide_totals"))
    .where(poll.c.status_id == param("id"))
)


async def edit_status(tx: WriteTx, status_id: StatusId, edit: Edit, bounds: Bounds) -> Seen:
    """Make these changes, all or none; the answer is the status.

    Raises NotFound for a status that is somebody else's or a re-share, Refused for what makes no sense, and with the
    code ERR_WIDENS, telling who would gain by it, for a wider audience that is not confirmed.
    """
    row = await tx.one(_row, id=status_id)
    if row is None:
        raise NotFound(status_id)
    move = await move_of(tx, row, edit.audience, edit.circle_id, confirmed=edit.confirm_widening)
    text = await _text(tx, row, edit, move.audience, bounds)
    before = await _shown(tx, row)
    options, new_poll = await _change_poll(tx, row, before.options, edit, bounds)
    after = _Shown(await _change_pictures(tx, status_id, before.pictures, edit, bounds), options)
    described = await _change_descriptions(tx, status_id, edit, bounds)
    if not text.source.strip() and not after.pictures and not after.options:
        raise refused("text", "ERR_BLANK", "Text can't be blank")
    if after.pictures and after.options:
        raise refused("poll", "ERR_CONFLICT", "A status has pictures or a poll, not both")
    # Later than what there is, even within one millisecond: versions are told apart by their time.
    at = Time(max(tx.now, (row["edited_at"] or row["created_at"]) + 1))
    newly = await _change_names(tx, status_id, move.audience, text.read, at)
    changed = new_poll or described or after != before or _said_anew(row, text)
    if changed:
        await _keep_versions(tx, row, before, text, after, at)
    if changed or newly:
        tx.emit(StatusEdited(status_id, newly))
    await _write(tx, row, edit, move, text, at, changed=changed, has_media=bool(after.pictures))
    return Seen(status_id)


async def _text(tx: WriteTx, row: Any, edit: Edit, audience: Audience, bounds: Bounds) -> _Text:
    """The words after the edit. Whom they name is read again only where they say something new.

    So moving an audience lets nobody in who has come to be of a name that stands in the text.
    """
    source = row["source"] if isinstance(edit.text, UnsetType) else names.tidy_text(edit.text)
    spoiler = row["spoiler"] if isinstance(edit.spoiler, UnsetType) else names.tidy(edit.spoiler, bounds.characters)
    sensitive = bool(row["sensitive"]) if isinstance(edit.sensitive, UnsetType) else edit.sensitive
    language = row["language"] if isinstance(edit.language, UnsetType) else checked_language(edit.language)
    read: Words | None = None
    if source != row["source"] or (named_may(audience) and not named_may(Audience(row["audience"]))):
        read = await words(tx, source, spoiler, bounds)
    elif spoiler != row["spoiler"]:
        check_length(source, spoiler, bounds)
    return _Text(source, read.html if read else row["html"], spoiler, sensitive or bool(spoiler), language, read)


def _said_anew(row: Any, text: _Text) -> bool:
    return (text.source, text.spoiler, text.sensitive) != (row["source"], row["spoiler"], bool(row["sensitive"]))


async def _shown(tx: WriteTx, row: Any) -> _Shown:
    pictures = tuple(each["id"] for each in await tx.all(_pictures, id=row["id"])) if row["has_media"] else ()
    return _Shown(pictures, tuple(await tx.column(_options, id=row["id"])) if row["poll_id"] else ())


async def _change_names(
    tx: WriteTx, status_id: StatusId, audience: Audience, read: Words | None, at: Time
) -> tuple[AccountId, ...]:
    """Write down who is named now; who is named no more loses what that opened. The answer is who is new."""
    if read is None:
        return ()
    before = set(await tx.column(_mentioned, id=status_id))
    if gone := [who for who in before if who not in read.mentions]:
        await tx.execute(_unname, id=status_id, who=gone)
    await keep_mentions(tx, status_id, audience, read.mentions, at)
    await tx.execute(_untag, id=status_id)
    await keep_tags(tx, status_id, read.tags)
    return tuple(who for who in read.mentions if who not in before) if named_may(audience) else ()


async def _change_pictures(
    tx: WriteTx, status_id: StatusId, before: tuple[int, ...], edit: Edit, bounds: Bounds
) -> tuple[int, ...]:
    """Put these pictures on and erase those that are there no more; the answer is those that are there now."""
    asked = edit.media_ids
    if isinstance(asked, UnsetType) or asked == before:
        return before
    if len(asked) > bounds.media:
        raise refused("media_ids", "ERR_TOO_MANY", f"Cannot attach more than {bounds.media} pictures")
    if len(set(asked)) != len(asked):
        raise refused("media_ids", "ERR_INVALID", "Each picture can be named once")
    if gone := [each for each in before if each not in asked]:
        keys = tuple(row["key"] for row in await tx.all(_pictures, id=status_id) if row["id"] in gone)
        await tx.execute(_erase_pictures, ids=gone)
        tx.emit(FilesUnneeded(keys))
    await take_pictures(tx, status_id, tuple(each for each in asked if each not in before))
    await place_pictures(tx, asked)
    return tuple(asked)


async def _change_descriptions(tx: WriteTx, status_id: StatusId, edit: Edit, bounds: Bounds) -> bool:
    """Say what is to be seen on the pictures of the status; is anything new said?"""
    if not edit.descriptions:
        return False
    there = {row["id"]: row for row in await tx.all(_pictures, id=status_id)}
    new = []
    for media_id, said in edit.descriptions:
        row = there.get(media_id)
        if row is None:
            raise refused("media_attributes", "ERR_INVALID", "Only pictures of this status can be described with it")
        text = row["description"] if said.text is None else checked_description(said.text, bounds)
        x, y = said.focus or (row["focus_x"], row["focus_y"])
        if (text, x, y) != (row["description"], row["focus_x"], row["focus_y"]):
            new.append({"id": media_id, "description": text, "x": x, "y": y})
    await tx.many(_describe, new)
    return bool(new)


async def _change_poll(
    tx: WriteTx, row: Any, before: tuple[str, ...], edit: Edit, bounds: Bounds
) -> tuple[tuple[str, ...], bool]:
    """The options after the edit, and whether they are to be voted on anew. A poll that has ended stays so."""
    asked = edit.poll
    if isinstance(asked, UnsetType):
        return before, False
    check_poll(asked, bounds)
    status_id = StatusId(row["id"])
    options = tuple(names.tidy(option, bounds.poll_option_characters) for option in asked.options)
    if options == before and asked.multiple == bool(row["poll_multiple"]):
        if row["poll_ends_at"] is not None and row["poll_ends_at"] > tx.now:
            ends_at = Time(tx.now + asked.expires_in_s * SECOND)
            await tx.execute(_prolong, id=status_id, ends_at=ends_at, hide_totals=asked.hide_totals)
            tx.emit(PollEnded(status_id), at=ends_at)
        return before, False
    for statement in _erase_poll:
        await tx.execute(statement, id=status_id)
    await keep_poll(tx, status_id, asked)
    return options, True


async def _keep_versions(tx: WriteTx, row: Any, before: _Shown, text: _Text, after: _Shown, at: Time) -> None:
    """Write down what it says now; the first edit writes down what it said at first, too."""
    now = {"source": text.source, "html": text.html, "spoiler": text.spoiler, "sensitive": text.sensitive}
    kept = [_version(row["id"], at, now, after)]
    if row["edited_at"] is None:
        first = {name: row[name] for name in ("source", "html", "spoiler")} | {"sensitive": bool(row["sensitive"])}
        kept.append(_version(row["id"], row["created_at"], first, before))
    await tx.many(_keep_version, kept)


def _version(status_id: int, at: int, said: dict[str, Any], shown: _Shown) -> dict[str, Any]:
    return {
        "status_id": status_id, "edited_at": at, **said, "media": msgspec.json.encode(shown.pictures).decode(),
        "poll": msgspec.json.encode(shown.options).decode(),
    }  # fmt: skip


def _policy(row: Any, edit: Edit, move: Move) -> str:
    """Who may quote it after the edit: nobody where it is not for anyone, and then not again by itself."""
    asked = checked_policy(edit.quote_policy) if edit.quote_policy else str(row["quote_policy"])
    return asked if anyone_may(move.audience) else "nobody"


async def _write(  # noqa: PLR0913 - everything that has been decided
    tx: WriteTx, row: Any, edit: Edit, move: Move, text: _Text, at: Time, *, changed: bool, has_media: bool
) -> None:
    status_id = StatusId(row["id"])
    expires_at = row["expires_at"]
    if not isinstance(edit.expires_in_s, UnsetType):
        expires_at = checked_expiry(tx.now, edit.expires_in_s)
        if expires_at is not None:
            tx.emit(StatusExpires(status_id), at=expires_at)
    await tx.execute(
        _update, id=status_id, audience=move.audience.value, circle_id=move.circle_id, expires_at=expires_at,
        edited_at=at if changed else row["edited_at"], has_media=has_media, quote_policy=_policy(row, edit, move),
    )  # fmt: skip
    await tx.execute(
        _update_text, id=status_id, source=text.source, html=text.html, spoiler=text.spoiler, language=text.language,
        sensitive=text.sensitive, history_from=at if move.wider else row["history_from"],
    )  # fmt: skip
    await count_moved(tx, row, move.audience)
    if (move.audience.value, move.circle_id) != (row["audience"], row["circle_id"]):
        tx.emit(AudienceChanged(status_id))
