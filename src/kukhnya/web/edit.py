"""Editing what is posted, and what it said before. Whoever may read it stays the same: that is another page."""

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from kukhnya.actions.edit_status import Edit, edit_status
from kukhnya.api import statuses
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.audience import Audience
from kukhnya.model.draft import MIN_POLL_S, PollDraft
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import SECOND, StatusId
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import cards as look
from kukhnya.visibility import history, pages
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import anyone_may

from .before import before_acting, fields
from .forms import check_form, megabytes
from .one import own_said, path_of
from .show import page, redirect, spoken
from .tongues import tongues
from .typed import FADES_S, POLL_S, Question, Slot, Typed, beside, seconds, take_pictures, thumbnails


@get("/statuses/{status_id}/edit", page=True)
async def ask(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """The form with what the status says now."""
    said = await own_said(call, tx, status_id)
    words = await history.text(tx, status_id)
    if words is None:
        raise NotFound(status_id)
    typed = Typed(text=words["source"], warning=words["spoiler"], language=said["language"] or "")
    typed.picture = [Slot(id=each["id"], alt=each["description"] or "") for each in said["media_attachments"]]
    typed.poll, typed.veil = _question(said), "1" if said["sensitive"] and not words["spoiler"] else ""
    return await _form(call, tx, typed, said)


def _question(said: Any) -> Question:
    asked = said["poll"]
    if asked is None:
        return Question()
    return Question([each["title"] for each in asked["options"]], "", "1" if asked["multiple"] else "")


async def _form(
    call: Call, tx: ReadTx, typed: Typed, said: Any, errors: dict[str, str] | None = None, status: int = 200
) -> Answer:
    return page(
        call, "edit_status.html", status=status, typed=typed, status_=said, path_to=path_of(said), errors=errors or {},
        kept=await thumbnails(call, tx, typed), poll_s=POLL_S, bounds=call.house.settings.bounds,
        tongues=tongues(spoken(call), typed.language), megabytes=megabytes(call), fades_s=FADES_S,
        may_be_quoted=anyone_may(Audience(said["audience"])),
    )  # fmt: skip


@post("/statuses/{status_id}/edit", page=True, uploads=True)
async def send(call: Call, status_id: StatusId, typed: Typed) -> Answer:
    """Change it; what is wrong comes back with everything that was typed."""
    check_form(call)
    async with call.house.store.read(call.viewer) as tx:
        said = await own_said(call, tx, status_id)
    errors = await take_pictures(call, typed)
    if not errors and call.said.get("go") == "edit":
        async with call.house.store.read(call.viewer) as tx:
            return await _form(call, tx, typed, said)
    if not errors:
        words = (typed.warning, typed.text, *typed.poll.options)
        stop = await before_acting(call, "edit", words, list(fields(typed)), audience=Audience(said["audience"]))
        if stop is not None:
            return stop
        try:
            await call.house.store.write(call.viewer, lambda tx: _change(tx, call, said, typed))
        except Refused as wrong:
            errors = beside(wrong)
        else:
            call.house.fragments.clear()
            return redirect(path_of(said))
    async with call.house.store.read(call.viewer) as tx:
        return await _form(call, tx, typed, said, errors, 422)


async def _change(tx: WriteTx, call: Call, said: Any, typed: Typed) -> None:
    edit = Edit(
        text=typed.text, sensitive=typed.veil == "1", spoiler=typed.warning, language=typed.language, media_ids=typed.media_ids(),
        descriptions=typed.descriptions(), poll=await _poll(tx, said, typed.poll),
        expires_in_s=UNSET if (lasts_s := seconds(typed.fades)) is None else lasts_s, quote_policy=typed.quotes or None,
    )  # fmt: skip
    await edit_status(tx, StatusId(int(said["id"])), edit, call.house.settings.bounds)


async def _poll(tx: WriteTx, said: Any, question: Question) -> PollDraft | UnsetType:
    """The poll where it is to change; its end stays where nothing else was chosen."""
    before = _question(said)
    given = [option.strip() for option in question.options if option.strip()]
    if not given or (given, question.multiple, question.expires_in) == (before.options, before.multiple, ""):
        return UNSET
    if said["poll"] is None:
        return question.draft(86_400)
    rows = await look.bodies(tx, await look.cards(tx, [Seen(int(said["id"]))]))
    left_s = max(MIN_POLL_S, ((rows[0]["poll_expires_at"] or 0) - tx.now) // SECOND)
    return msgspec.structs.replace(question.draft(left_s), hide_totals=bool(rows[0]["hide_totals"]))


@get("/{handle}/{status_id}/history", who=Who.ANYONE, page=True, twin="/api/v1/statuses/{status_id}/history")
async def before(tx: ReadTx, call: Call, handle: str, status_id: StatusId) -> Answer:
    """What a status said, from the version its reader was first allowed to read."""
    if not handle.startswith("@"):
        raise NotFound(handle)
    author = await accounts.by_handle(tx, handle, call.house.settings.domain)
    row = await pages.one(tx, status_id)
    if row["account_id"] != author["id"]:
        raise NotFound(status_id)
    versions = msgspec.json.decode(await statuses.versions(tx, call, status_id))
    return page(call, "history.html", versions=versions[::-1], path_to=f"/{handle}/{status_id}", who=author)
