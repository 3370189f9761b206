"""Statuses: post, read, edit, delete, and what people do with them."""


from msgspec import Struct, field

from kukhnya.actions.post_status import post_status
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest
from kukhnya.model.draft import Draft, PollDraft
from kukhnya.model.errors import refused
from kukhnya.model.ids import CircleId, MediaId, StatusId, parse_id
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages
from kukhnya.visibility.home import Seen

from . import render
from .words import audience_named

Id = str | int


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


def draft_of(form: StatusForm, idempotency_hash: str | None = None) -> Draft:
    """What the form means. Raises Refused for words and ids that are none."""
    asked = form.poll
    return Draft(
        text=form.status,
        audience=audience_named(form.visibility) if form.visibility else None,
        circle_id=CircleId(number) if (number := an_id(form.circle_id, "circle_id")) else None,
        spoiler=form.spoiler_text,
        sensitive=form.sensitive,
        language=form.language,
        in_reply_to_id=StatusId(number) if (number := an_id(form.in_reply_to_id, "in_reply_to_id")) else None,
        media_ids=tuple(MediaId(number) for each in form.media_ids if (number := an_id(each, "media_ids"))),
        poll=None if asked is None or not asked.options else PollDraft(
            tuple(asked.options), asked.expires_in, multiple=asked.multiple, hide_totals=asked.hide_totals
        ),
        expires_in_s=form.expires_in,
        idempotency_hash=idempotency_hash,
    )  # fmt: skip


def an_id(value: Id | None, name: str) -> int | None:
    """The id an app sent; None for none. Raises Refused for what cannot be one."""
    if value in (None, "", 0):
        return None
    number = parse_id(str(value))
    if number is None:
        raise refused(name, "ERR_INVALID", f"{name} is not an id")
    return number


@post("/api/v1/statuses", scope="write:statuses", limit="posts")
async def create(tx: WriteTx, call: Call, form: StatusForm) -> bytes:
    """Post a status."""
    key = call.headers.get("idempotency-key")
    hashed = digest(f"{call.viewer.id}\0{key}") if key else None
    status_id = await post_status(tx, draft_of(form, hashed), call.house.settings.bounds)
    return await render.status(call, tx, Seen(status_id))


@get("/api/v1/statuses/{status_id}", scope="read:statuses", who=Who.ANYONE)
async def show(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """One status."""
    row = await pages.one(tx, status_id)
    return await render.status(call, tx, Seen(row["id"]))


@get("/api/v1/statuses/{status_id}/context", scope="read:statuses", who=Who.ANYONE)
async def context(tx: ReadTx, call: Call, status_id: StatusId) -> bytes:
    """What comes before a status, and after it."""
    above, below = await pages.thread(tx, await pages.one(tx, status_id))
    shown = await render.statuses(call, tx, [*above, *below])
    before, after = b",".join(shown[: len(above)]), b",".join(shown[len(above) :])
    return b'{"ancestors":[' + before + b'],"descendants":[' + after + b"]}"


