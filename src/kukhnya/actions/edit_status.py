"""Edit a status: words, pictures, poll, time; and, only where it is said, its audience.

Changing words never moves the audience. Narrowing takes effect at commit, because no feed is stored. Widening has
to be confirmed, and what was written before it stays with the author.
"""

from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import delete, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import PollDraft
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.events import AudienceChanged, FilesUnneeded, StatusEdited, StatusExpires
from kukhnya.model.ids import AccountId, CircleId, MediaId, StatusId
from kukhnya.store.sealed import mention, status, status_tag, status_text, status_version
from kukhnya.store.statement import Statement, among, flag_param, inserting, param, text_param
from kukhnya.store.tables import media, poll, poll_option, poll_vote
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import VIEWER, anyone_may, widens

from .post_status import (
    attach_pictures,
    check_poll,
    checked_expiry,
    checked_language,
    circle_for,
    count_reply,
    free_pictures,
    keep_poll,
)
from .wording import Words, keep_mentions, keep_tags, words


class Edit(Struct, frozen=True, kw_only=True):
    """What is to change; what is unset stays. `audience` moves only where it is said."""

    text: str | UnsetType = UNSET
    spoiler: str | UnsetType = UNSET
    sensitive: bool | UnsetType = UNSET
    language: str | UnsetType = UNSET
    media_ids: tuple[MediaId, ...] | UnsetType = UNSET
    poll: PollDraft | UnsetType = UNSET
    expires_in_s: int | UnsetType = UNSET
    audience: Audience | None = None
    circle_id: CircleId | None = None
    confirm_widening: bool = False


_row: Final = Statement(
    select(
        status, status_text.c.source, status_text.c.html, status_text.c.spoiler, status_text.c.sensitive,
        status_text.c.language, status_text.c.history_from, poll.c.status_id.label("poll_id"),
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
        edited_at=param("edited_at"), has_media=flag_param("has_media"), version=status.c.version + 1,
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
_keep_version: Final = inserting(status_version, quietly=True)
_pictures: Final = Statement(
    select(media.c.id, media.c.key).where(media.c.status_id == param("id")).order_by(media.c.position)
)
_erase_pictures: Final = Statement(delete(media).where(among(media.c.id), media.c.account_id == VIEWER))
_options: Final = Statement(
    select(poll_option.c.title).where(poll_option.c.status_id == param("id")).order_by(poll_option.c.position)
)
_erase_poll: Final = tuple(
    Statement(delete(table).where(table.c.status_id == param("id"))) for table in (poll, poll_option, poll_vote)
)


async def edit_status(tx: WriteTx, status_id: StatusId, edit: Edit, bounds: Bounds) -> Seen:
    """Make these changes, all or none; the answer is the status.

    Raises NotFound for a status that is somebody else's or a re-share, Refused for what makes no sense, and with the
    code ERR_WIDENS, naming who would gain it, for a wider audience that is not confirmed.
    """
    row = await tx.one(_row, id=status_id)
    if row is None:
        raise NotFound(status_id)
    audience, circle_id, gained = await _audience(tx, row, edit)
    spoiler = row["spoiler"] if isinstance(edit.spoiler, UnsetType) else names.tidy(edit.spoiler, bounds.characters)
    said = await words(tx, row["source"] if isinstance(edit.text, UnsetType) else edit.text, spoiler, bounds)
    pictures = [each["id"] for each in await tx.all(_pictures, id=status_id)]
    await _keep_before(tx, row, pictures)
    has_media = await _change_pictures(tx, status_id, pictures, edit, bounds)
    has_poll = await _change_poll(tx, row, edit, bounds)
    if not said.source.strip() and not has_media and not has_poll:
        raise refused("text", "ERR_BLANK", "Text can't be blank")
    newly = await _change_names(tx, status_id, audience, said)
    changed = _words_changed(row, edit)
    expires_at = row["expires_at"]
    if not isinstance(edit.expires_in_s, UnsetType):
        expires_at = checked_expiry(tx.now, edit.expires_in_s or None)
        if expires_at is not None:
            tx.emit(StatusExpires(status_id), at=expires_at)
    await tx.execute(
        _update, id=status_id, audience=audience.value, circle_id=circle_id, expires_at=expires_at,
        edited_at=tx.now if changed else row["edited_at"], has_media=has_media,
    )  # fmt: skip
    sensitive = bool(row["sensitive"]) if isinstance(edit.sensitive, UnsetType) else edit.sensitive
    language = row["language"] if isinstance(edit.language, UnsetType) else checked_language(edit.language)
    await tx.execute(
        _update_text, id=status_id, source=said.source, html=said.html, spoiler=spoiler, language=language,
        sensitive=sensitive or bool(spoiler), history_from=tx.now if gained else row["history_from"],
    )  # fmt: skip
    if changed:
        after = await tx.one(_row, id=status_id)
        await _keep_version_of(tx, after, tx.now, [each["id"] for each in await tx.all(_pictures, id=status_id)])
        tx.emit(StatusEdited(status_id, newly))
    counted = int(anyone_may(audience)) - int(anyone_may(Audience(row["audience"])))
    if counted and row["in_reply_to_id"] is not None:  # only what anybody may read is counted under what it answers
        await tx.execute(count_reply, id=row["in_reply_to_id"], step=counted)
    if audience.value != row["audience"] or circle_id != row["circle_id"]:
        tx.emit(AudienceChanged(status_id))
    return Seen(status_id)


def _words_changed(row: Any, edit: Edit) -> bool:
    """Is there something to read or see that was not there before?"""
    return any(
        (
            not isinstance(edit.text, UnsetType) and edit.text != row["source"],
            not isinstance(edit.spoiler, UnsetType) and edit.spoiler != row["spoiler"],
            not isinstance(edit.sensitive, UnsetType) and edit.sensitive != bool(row["sensitive"]),
            not isinstance(edit.media_ids, UnsetType),
            not isinstance(edit.poll, UnsetType),
        )
    )


async def _audience(tx: WriteTx, row: Any, edit: Edit) -> tuple[Audience, CircleId | None, bool]:
    """The audience after the edit, its circle, and whether anybody gains. Raises Refused unless that is confirmed."""
    before = Audience(row["audience"])
    if edit.audience is None:
        return before, row["circle_id"], False
    circle_id = await circle_for(tx, edit.audience, edit.circle_id or row["circle_id"])
    gained = widens(before, edit.audience, other_circle=circle_id != row["circle_id"])
    if gained and not edit.confirm_widening:
        who = ", ".join(sorted(relation.value.replace("_", " ") for relation in gained))
        sentence = f"This lets more people read it: {who}. Send confirm_widening=true if you mean it."
        raise Refused(sentence, visibility=("ERR_WIDENS", sentence))
    return edit.audience, circle_id, bool(gained)


async def _change_names(tx: WriteTx, status_id: StatusId, audience: Audience, said: Words) -> tuple[AccountId, ...]:
    """Write down who is named now; who is named no more loses what that opened. The answer is who is new."""
    before = set(await tx.column(_mentioned, id=status_id))
    newly = tuple(who for who in said.mentions if who not in before)
    if gone := [who for who in before if who not in said.mentions]:
        await tx.execute(_unname, id=status_id, who=gone)
    await keep_mentions(tx, status_id, audience, newly)
    await tx.execute(_untag, id=status_id)
    await keep_tags(tx, status_id, said.tags)
    return newly if audience is not Audience.SELF else ()


async def _keep_before(tx: WriteTx, row: Any, pictures: list[int]) -> None:
    """The first edit writes down what was there, too."""
    if row["edited_at"] is None:
        await _keep_version_of(tx, row, row["created_at"], pictures)


async def _keep_version_of(tx: WriteTx, row: Any, at: int, pictures: list[int]) -> None:
    options = await tx.column(_options, id=row["id"]) if row["poll_id"] else []
    await tx.execute(
        _keep_version, status_id=row["id"], edited_at=at, source=row["source"], html=row["html"],
        spoiler=row["spoiler"], sensitive=bool(row["sensitive"]), media=msgspec.json.encode(pictures).decode(),
        poll=msgspec.json.encode(options).decode(),
    )  # fmt: skip


async def _change_pictures(tx: WriteTx, status_id: StatusId, before: list[int], edit: Edit, bounds: Bounds) -> bool:
    """Put these pictures on and erase those that are there no more; are there any now?"""
    if isinstance(edit.media_ids, UnsetType):
        return bool(before)
    if len(edit.media_ids) > bounds.media:
        raise refused("media_ids", "ERR_TOO_MANY", f"Cannot attach more than {bounds.media} pictures")
    await free_pictures(tx, tuple(each for each in edit.media_ids if each not in before))
    gone = [each for each in before if each not in edit.media_ids]
    if gone:
        keys = tuple(row["key"] for row in await tx.all(_pictures, id=status_id) if row["id"] in gone)
        await tx.execute(_erase_pictures, ids=gone)
        tx.emit(FilesUnneeded(keys))
    await attach_pictures(tx, status_id, edit.media_ids)
    return bool(edit.media_ids)


async def _change_poll(tx: WriteTx, row: Any, edit: Edit, bounds: Bounds) -> bool:
    """Replace the poll where its options change, which ends its votes; is there one now?"""
    if isinstance(edit.poll, UnsetType):
        return row["poll_id"] is not None
    check_poll(edit.poll, bounds)
    if row["poll_id"] is not None and list(edit.poll.options) == await tx.column(_options, id=row["id"]):
        return True
    for statement in _erase_poll:
        await tx.execute(statement, id=row["id"])
    await keep_poll(tx, StatusId(row["id"]), edit.poll)
    return True
