"""One's portfolio: works shown first on one's page. A work is a status with a picture, read by whom its author meant."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.describe_media import Description, describe_media
from kukhnya.actions.move_work import move_work, take_out_work
from kukhnya.actions.post_status import post_status
from kukhnya.actions.show_work import checked_work_title, show_work
from kukhnya.api import media, render
from kukhnya.api.accounts import ProfileForm, Source, keep
from kukhnya.api.forms import an_id
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.body import Upload
from kukhnya.door.route import Call, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import CircleId, MediaId, StatusId
from kukhnya.model.page import Page
from kukhnya.queries import accounts, circles
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages, works
from kukhnya.visibility.home import Seen
from kukhnya.visibility.rule import pinnable
from kukhnya.visibility.works import Work

from .forms import check_form, lost, megabytes, wrong_fields
from .portrait import tiles
from .show import page, pager, redirect

OFFERED: Final = tuple(each for each in Audience if pinnable(each) and each is not Audience.CIRCLE)
"""For whom a work may be, besides one's circles."""
_CIRCLE: Final = "circle:"


class NewWork(Struct):
    """A work as its form sends it. `media_id`: a picture that came with an earlier try."""

    title: str = ""
    text: str = ""
    picture: Any = None
    media_id: str = ""
    description: str = ""
    audience: str = ""
    key: str = ""


class Titled(Struct):
    """What a work is called."""

    title: str = ""


class FeedForm(Struct):
    """Is the feed open?"""

    feed: bool = False


@get("/portfolio", page=True)
async def own(tx: ReadTx, call: Call) -> Answer:
    """One's works in their order, and what can be done with them."""
    row = await accounts.own(tx)
    made = await works.works(tx, call.viewer.id)
    said = await render.statuses(call, tx, [work.id for work in made])
    return page(
        call, "portfolio.html", works=tiles(made, said), feed=bool(row["feed"]), closed=bool(row["closed"]),
        username=row["username"], most=call.house.settings.max_works,
    )  # fmt: skip


@post("/feed", page=True)
async def feed(call: Call, form: FeedForm) -> Answer:
    """Open one's feed, or close it."""
    check_form(call)
    await keep(call, ProfileForm(source=Source(feed=form.feed)))
    return redirect("/portfolio#feed")


@get("/portfolio/new", page=True)
async def new(tx: ReadTx, call: Call) -> Answer:
    """The form for a new work."""
    return await _new(tx, call, NewWork(key=new_secret()))


async def _new(tx: ReadTx, call: Call, form: NewWork, wrong: Refused | None = None) -> Answer:
    row, own_circles = await accounts.own(tx), await circles.all_own(tx)
    usual = Audience(row["default_audience"])
    chosen = f"{_CIRCLE}{row['default_circle_id']}" if usual is Audience.CIRCLE else usual.value
    return page(
        call, "work_new.html", status=422 if wrong else 200, errors=wrong_fields(wrong) if wrong else {}, form=form,
        offered=[each.value for each in OFFERED], circles=own_circles, closed=bool(row["closed"]),
        chosen=form.audience or (chosen if pinnable(usual) else Audience.SELF.value),
        bounds=call.house.settings.bounds, megabytes=megabytes(call),
    )  # fmt: skip


@post("/portfolio/new", page=True, uploads=True, limit="posts")
async def create(call: Call, form: NewWork) -> Answer:
    """Post the work and show it. Sent twice, it is posted once."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        title, (audience, circle_id) = checked_work_title(form.title, bounds), _audience(form.audience)
        form = await _with_picture(call, form)
        draft = Draft(
            text=form.text, audience=audience, circle_id=circle_id, media_ids=(_picture(form),),
            idempotency_hash=digest(f"{call.viewer.id}\0work{form.key}") if form.key else None,
        )  # fmt: skip

        async def whole(tx: WriteTx) -> None:
            await show_work(tx, await post_status(tx, draft, bounds), title, bounds)

        await call.house.store.write(call.viewer, whole)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _new(tx, call, form, wrong)
    return redirect("/portfolio")


def _audience(said: str) -> tuple[Audience, CircleId | None]:
    """Whom the form means. Raises Refused."""
    if said.startswith(_CIRCLE):
        number = an_id(said.removeprefix(_CIRCLE), "audience")
        return Audience.CIRCLE, None if number is None else CircleId(number)
    if said not in OFFERED:
        raise refused("audience", "ERR_INCLUSION", "Choose who will see it")
    return Audience(said), None


async def _with_picture(call: Call, form: NewWork) -> NewWork:
    """The form with its picture stored, or described anew where it came before. Raises Refused."""
    if why := lost(call, form.picture):
        raise refused("picture", "ERR_TOO_LARGE", why)
    if isinstance(form.picture, Upload) and form.picture.data:
        made = await _uploaded(call, form)
        return msgspec.structs.replace(form, picture=None, media_id=made["id"])
    if form.media_id:
        bounds, said, number = call.house.settings.bounds, Description(form.description, None), _picture(form)
        await call.house.store.write(call.viewer, lambda tx: describe_media(tx, number, said, bounds))
    return form


async def _uploaded(call: Call, form: NewWork) -> Any:
    try:
        return await media.upload(call, media.UploadForm(file=form.picture, description=form.description or None))
    except Refused as wrong:
        raise Refused(
            wrong.sentence, **{_FIELDS.get(name, name): why for name, why in wrong.details.items()}
        ) from wrong


_FIELDS: Final = {"file": "picture"}


def _picture(form: NewWork) -> MediaId:
    number = an_id(form.media_id, "picture")
    if number is None:
        raise refused("picture", "ERR_BLANK", "A work needs a picture")
    return MediaId(number)


@get("/portfolio/take", page=True)
async def choose(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """One's own statuses with pictures, to be shown among the works."""
    ids = await pages.by_account(tx, call.viewer.id, bounds, only_media=True, exclude_reblogs=True)
    already = {work.id for work in await works.works(tx, call.viewer.id)}
    left = [an_id for an_id in ids if an_id not in already]
    said = await render.statuses(call, tx, left)
    ways = pager(call, Listed([b""] * len(ids), ids[0] if ids else None, ids[-1] if ids else None), bounds.limit)
    return page(call, "work_take.html", found=tiles([Work(an_id, "") for an_id in left], said), ways=ways)


@get("/portfolio/{status_id}", page=True)
async def one(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """A work or a status that may become one: its title, and taking it out."""
    return await _one(tx, call, status_id)


async def _one(
    tx: ReadTx, call: Call, status_id: StatusId, typed: str | None = None, wrong: Refused | None = None
) -> Answer:
    row = await pages.one(tx, status_id)
    if row["account_id"] != call.viewer.id or row["reblog_of_id"] is not None:
        raise NotFound(status_id)
    title = await works.title_of(tx, status_id)
    said = await render.status(call, tx, Seen(status_id))
    return page(
        call, "work.html", status=422 if wrong else 200, errors=wrong_fields(wrong) if wrong else {},
        it=tiles([Work(Seen(status_id), title or "")], [said])[0], shown=title is not None,
        title_now=(title or "") if typed is None else typed, most=call.house.settings.max_title_characters,
    )  # fmt: skip


@post("/portfolio/{status_id}", page=True)
async def rename(call: Call, status_id: StatusId, form: Titled) -> Answer:
    """Show the status among one's works under this title."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        await call.house.store.write(call.viewer, lambda tx: show_work(tx, status_id, form.title, bounds))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _one(tx, call, status_id, form.title, wrong)
    return redirect("/portfolio")


@post("/portfolio/{status_id}/up", page=True)
async def up(tx: WriteTx, call: Call, status_id: StatusId) -> Answer:
    """Show it before the work that stands before it."""
    check_form(call)
    await move_work(tx, status_id, up=True)
    return redirect(f"/portfolio#w{status_id}")


@post("/portfolio/{status_id}/down", page=True)
async def down(tx: WriteTx, call: Call, status_id: StatusId) -> Answer:
    """Show it behind the work that stands behind it."""
    check_form(call)
    await move_work(tx, status_id, up=False)
    return redirect(f"/portfolio#w{status_id}")


@post("/portfolio/{status_id}/out", page=True)
async def out(tx: WriteTx, call: Call, status_id: StatusId) -> Answer:
    """Show it among the works no more; the status stays."""
    check_form(call)
    await take_out_work(tx, status_id)
    return redirect("/portfolio")
