"""Statuses: post, read, edit, delete, and what people do with them."""

from collections.abc import Iterator
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from kukhnya.actions.delete_status import delete_status
from kukhnya.actions.describe_media import Description
from kukhnya.actions.edit_status import Edit, edit_status
from kukhnya.actions.hold_status import hold_status
from kukhnya.actions.post_status import post_status
from kukhnya.actions.schedule_status import schedule_status
from kukhnya.door.answers import json_bytes
from kukhnya.door.route import Call, Who, delete, get, post, put
from kukhnya.door.secrets import digest
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import CircleId, MediaId, StatusId
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import cards as look
from kukhnya.visibility import history, pages
from kukhnya.visibility.home import Seen

from . import entities, render, scheduled_statuses
from .forms import Asked, Id, MediaForm, an_id, description_of
from .law import waits
from .words import audience_named


class PollForm(Struct):
    """A poll as an app sends it."""

    options: list[str] = field(default_factory=list)
    expires_in: int = 0
    multiple: bool = False
    hide_totals: bool = False


class StatusForm(Struct):
    """A status as an app sends it; what is None was not said."""

    status: str = ""
    visibility: str | None = None
    circle_id: Id | None = None
    spoiler_text: str = ""
    sensitive: bool | None = None
    language: str | None = None
    in_reply_to_id: Id | None = None
    media_ids: list[Id] = field(default_factory=list)
    poll: PollForm | None = None
    expires_in: int | None = None
    scheduled_at: str | None = None
    quoted_status_id: Id | None = None
    quote_id: Id | None = None
    """The same, as other servers call it."""
    quote_approval_policy: str | None = None
    held: bool = False
    """Is it to wait for the author's word?"""


def draft_of(form: StatusForm, idempotency_hash: str | None = None) -> Draft:
    """What the form means. Raises Refused for words and ids that are none."""
    asked = form.poll
    quoted = an_id(form.quoted_status_id, "quoted_status_id") or an_id(form.quote_id, "quote_id")
    return Draft(
        text=form.status,
        audience=audience_named(form.visibility) if form.visibility else None,
        circle_id=CircleId(number) if (number := an_id(form.circle_id, "circle_id")) else None,
        spoiler=form.spoiler_text,
        sensitive=form.sensitive,
        language=form.language,
        in_reply_to_id=StatusId(number) if (number := an_id(form.in_reply_to_id, "in_reply_to_id")) else None,
        media_ids=tuple(MediaId(number) for each in form.media_ids if (number := an_id(each, "media_ids"))),
        poll=None if asked is None or not asked.options else poll_of(asked),
        expires_in_s=form.expires_in,
        quoted_id=None if quoted is None else StatusId(quoted),
        quote_policy=form.quote_approval_policy or None,
        idempotency_hash=idempotency_hash,
    )


def poll_of(asked: PollForm) -> PollDraft:
    """The poll a form asks for, not yet checked."""
    return PollDraft(tuple(asked.options), asked.expires_in, multiple=asked.multiple, hide_totals=asked.hide_totals)


@post("/api/v1/statuses", scope="write:statuses", limit="posts")
async def create(tx: WriteTx, call: Call, form: StatusForm) -> bytes | dict[str, Any]:
    """Post a status, or schedule it; which of the two is part of what the idempotency key is for."""
    key = call.headers.get("idempotency-key")
    later = "scheduled\0" if form.scheduled_at else ""
    hashed = digest(f"{call.viewer.id}\0{later}{key}") if key else None
    draft, bounds = draft_of(form, hashed), call.house.settings.bounds
    if form.scheduled_at:
        made = await schedule_status(tx, draft, scheduled_statuses.time_said(form.scheduled_at), bounds)
        return await scheduled_statuses.shown(call, tx, made)
    if form.held or await waits(tx, call, draft):
        return await _held(tx, call, await hold_status(tx, draft, bounds))
    return await render.status(call, tx, Seen(await post_status(tx, draft, bounds)))


async def _held(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """The status as it is now, for its author alone, and where they decide on it."""
    decide = json_bytes({"url": call.address(f"/held/{status_id}")})
    return (await render.status(call, tx, Seen(status_id)))[:-1] + b',"held":' + decide + b"}"


class EditForm(Struct):
    """Changes to a status as an app sends them; what is unset stays."""

    status: str | UnsetType = UNSET
    visibility: str | None = None
    circle_id: Id | None = None
    confirm_widening: bool = False
    spoiler_text: str | UnsetType = UNSET
    sensitive: bool | UnsetType = UNSET
    language: str | UnsetType = UNSET
    media_ids: list[Id] | UnsetType = UNSET
    media_attributes: list[MediaForm] = field(default_factory=list)
    poll: PollForm | UnsetType = UNSET
    expires_in: int | UnsetType = UNSET
    quote_approval_policy: str | None = None


class DeleteForm(Struct):
    """Whether the pictures go too."""

    delete_media: bool = False


def edit_of(form: EditForm) -> Edit:
    """What the form means. Raises Refused for words and ids that are none."""
    media_ids: tuple[MediaId, ...] | UnsetType = UNSET
    if not isinstance(form.media_ids, UnsetType):
        media_ids = tuple(MediaId(number) for each in form.media_ids if (number := an_id(each, "media_ids")))
    circle = an_id(form.circle_id, "circle_id")
    return Edit(
        text=form.status,
        spoiler=form.spoiler_text,
        sensitive=form.sensitive,
        language=form.language,
        media_ids=media_ids,
        descriptions=tuple(_descriptions(form.media_attributes)),
        poll=UNSET if isinstance(form.poll, UnsetType) or not form.poll.options else poll_of(form.poll),
        expires_in_s=form.expires_in,
        audience=audience_named(form.visibility) if form.visibility else None,
        circle_id=None if circle is None else CircleId(circle),
        confirm_widening=form.confirm_widening,
        quote_policy=form.quote_approval_policy or None,
    )


def _descriptions(given: list[MediaForm]) -> Iterator[tuple[MediaId, Description]]:
    for each in given:
        number = an_id(each.id, "media_attributes")
        if number is not None:
            yield MediaId(number), description_of(each)


@get("/api/v1/statuses", scope="read:statuses", who=Who.ANYONE)
async def several(tx: ReadTx, call: Call, asked: Asked) -> bytes:
    """Several statuses; those that do not exist for the caller are left out."""
    ids = await pages.among_ids(tx, asked.numbers())
    return b"[" + b",".join(await render.statuses(call, tx, ids)) + b"]"


@get("/api/v1/statuses/{status_id}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """One status."""
    row = await pages.one(tx, status_id)
    return await render.status(call, tx, Seen(row["id"]))


@put("/api/v1/statuses/{status_id}", scope="write:statuses")
async def edit(tx: WriteTx, call: Call, status_id: StatusId, form: EditForm) -> bytes:
    """Change a status."""
    target = await edit_status(tx, status_id, edit_of(form), call.house.settings.bounds)
    tx.after_commit(call.house.fragments.clear)
    return await render.status(call, tx, target)


@delete("/api/v1/statuses/{status_id}", scope="write:statuses", limit="deletes")
async def remove(tx: WriteTx, call: Call, status_id: StatusId, form: DeleteForm) -> bytes:
    """Delete a status; the answer holds its text, to be written anew."""
    row = await pages.one(tx, status_id)
    if row["account_id"] != tx.viewer.id:
        raise NotFound(status_id)
    shown = await render.status(call, tx, Seen(status_id))
    words = await history.text(tx, status_id)
    await delete_status(tx, status_id, delete_media=form.delete_media)
    tx.after_commit(call.house.fragments.clear)
    return shown[:-1] + b',"text":' + json_bytes(words["source"] if words else "") + b"}"


@get("/api/v1/statuses/{status_id}/context", scope="read:statuses", who=Who.ANYONE)
async def context(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """What comes before a status, and after it."""
    above, below = await pages.thread(tx, await pages.one(tx, status_id))
    shown = await render.statuses(call, tx, [*above, *below])
    before, after = b",".join(shown[: len(above)]), b",".join(shown[len(above) :])
    return b'{"ancestors":[' + before + b'],"descendants":[' + after + b"]}"


@get("/api/v1/statuses/{status_id}/card", scope="read:statuses", who=Who.ANYONE)
async def card(tx: ReadTx, call: Call, status_id: StatusId) -> dict[str, Any]:
    """The card of a status by itself, for apps that do not read it in the status; empty where there is none."""
    row = await pages.one(tx, status_id)
    bodies = await look.bodies(tx, await look.cards(tx, [Seen(row["reblog_of_id"] or row["id"])]))
    return entities.card_of(call, bodies[0]) or {}


@get("/api/v1/statuses/{status_id}/source", scope="read:statuses")
async def source(tx: ReadTx, status_id: StatusId) -> dict[str, str]:
    """A status of the caller's as it was typed."""
    row = await pages.one(tx, status_id)
    words = await history.text(tx, status_id)
    if row["account_id"] != tx.viewer.id or words is None:
        raise NotFound(status_id)
    return {"id": str(status_id), "text": words["source"], "spoiler_text": words["spoiler"]}


@get("/api/v1/statuses/{status_id}/history", scope="read:statuses", who=Who.ANYONE)
async def versions(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """What a status said, from the version the caller was first allowed to read."""
    row = await pages.one(tx, status_id)
    said = await history.versions(tx, status_id)
    if not said:
        current = await history.text(tx, status_id)
        said = (
            []
            if current is None
            else [{**dict(current), "edited_at": current["created_at"], "poll": "[]", "media": None}]
        )
    return await render.history(call, tx, row, said)
