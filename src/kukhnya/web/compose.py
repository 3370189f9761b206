"""Writing: words, pictures, a question, and in plain words who will read them."""

import re
from typing import Any, Final

import msgspec

from kukhnya.actions.describe_media import describe_media
from kukhnya.actions.hold_status import hold_status
from kukhnya.actions.post_status import post_status
from kukhnya.actions.schedule_status import schedule_status
from kukhnya.api import render
from kukhnya.api.scheduled_statuses import time_said
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.errors import Forbidden, NotFound, Refused, refused
from kukhnya.model.ids import StatusId, parse_id
from kukhnya.queries.reach import Reach, reach
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import pages

from .articles import article
from .before import Pressed, before_posting, changed, pressed_in
from .forms import SENTENCES, check_form, megabytes
from .reaching import choices, chosen, for_reply, usual
from .show import page, redirect, spoken
from .tongues import tongues
from .typed import FADES_S, GONE, POLL_S, Typed, beside, seconds, take_pictures, thumbnails

NOT_OFFERED: Final = SENTENCES["ERR_INCLUSION"]
NOT_QUOTED: Final = "Whoever wrote this does not want it quoted by you."
_HANDLE: Final = re.compile(r"@?(\w[\w.-]{0,60}(@[\w.:-]{1,120})?)\Z")


@get("/compose", page=True)
async def ask(tx: ReadTx, call: Call) -> Answer:
    """The form; `reply` and `quote` name a status, `to` somebody to write to, `text` words to begin with."""
    reached = await reach(tx)
    typed = Typed(key=new_secret(), fades=str(reached.expires_in_s), language=reached.language)
    typed.audience, typed.text = usual(reached), _said(call, "text")
    typed.veil = "1" if reached.sensitive else ""
    parent = await _status(call, tx, _said(call, "reply"))
    quoted = await _status(call, tx, _said(call, "quote"))
    if parent is not None:
        _answering(typed, parent, reached, call.viewer.id)
    elif found := _HANDLE.match(_said(call, "to")):
        typed.text, typed.audience = f"@{found[1]} {typed.text}", Audience.DIRECT.value
    typed.quote = quoted["id"] if quoted else ""
    return await _form(call, tx, typed, reached, (parent, quoted))


def _said(call: Call, name: str) -> str:
    said = call.said.get(name)
    return said if isinstance(said, str) else ""


async def _status(call: Call, tx: ReadTx, named: str) -> Any | None:
    """A status that the form is about, as the API says it. Raises NotFound."""
    if not named:
        return None
    number = parse_id(named)
    if number is None:
        raise NotFound(named)
    shown = await render.status(call, tx, await pages.original(tx, StatusId(number)))
    return msgspec.json.decode(shown)


def _answering(typed: Typed, parent: Any, reached: Reach, reader: int) -> None:
    """Begin an answer: whom it names, under which warning, for whom."""
    names = [parent["account"]["acct"], *(each["acct"] for each in parent["mentions"])]
    ids = [parent["account"]["id"], *(each["id"] for each in parent["mentions"])]
    others = dict.fromkeys(name for name, an_id in zip(names, ids, strict=True) if an_id != str(reader))
    typed.text = "".join(f"@{name} " for name in others) + typed.text
    typed.reply, typed.warning = parent["id"], parent["spoiler_text"]
    typed.audience = for_reply(reached, parent, reader)


async def _form(  # noqa: PLR0913, PLR0917 - what a form is drawn from
    call: Call, tx: ReadTx, typed: Typed, reached: Reach, about: tuple[Any, Any], errors: dict[str, str] | None = None,
    status: int = 200,
) -> Answer:  # fmt: skip
    """The form with what is typed in it, and what is wrong with it."""
    parent, quoted = (
        None if each is None else article(call, msgspec.json.encode(each), "thread", here=True) for each in about
    )
    return page(
        call, "compose.html", status=status, typed=typed, choices=choices(reached), errors=errors or {}, parent=parent,
        quoted=quoted, kept=await thumbnails(call, tx, typed), poll_s=POLL_S, fades_s=FADES_S, closed=reached.closed,
        own_fades=reached.expires_in_s, tongues=tongues(spoken(call), typed.language), now=tx.now,
        bounds=call.house.settings.bounds, answers=about[0], megabytes=megabytes(call),
    )  # fmt: skip


@post("/compose", page=True, uploads=True, limit="posts")
async def send(call: Call, typed: Typed) -> Answer:
    """Post it, or keep it for later. What is wrong comes back with everything that was typed."""
    check_form(call)
    errors, gone = await take_pictures(call, typed), False
    if not errors:
        pressed = pressed_in(call.said)
        stop = await before_posting(call, typed, pressed) or await _not_sent(call, typed, pressed)
        if stop is not None:
            return stop
        changed(typed, pressed)
        try:
            return redirect(await call.house.store.write(call.viewer, lambda tx: _post(tx, call, typed, pressed)))
        except NotFound:
            gone = True
        except Forbidden:
            errors = {"": NOT_QUOTED}
        except Refused as wrong:
            errors = beside(wrong)
    async with call.house.store.read(call.viewer) as tx:
        named = (typed.reply, typed.quote)
        about = await _still_there(call, tx, typed)
        if gone:
            errors = {"": GONE} if (typed.reply, typed.quote) != named else {"audience": NOT_OFFERED}
        return await _form(call, tx, typed, await reach(tx), about, errors, 422)


async def _not_sent(call: Call, typed: Typed, pressed: Pressed) -> Answer | None:
    """Back to the form, or away from it, where that was pressed on the second page."""
    if pressed.go == "drop":
        return redirect("/home")
    return await begun(call, typed) if pressed.go == "edit" else None


async def begun(call: Call, typed: Typed) -> Answer:
    """The form with what is in it already."""
    async with call.house.store.read(call.viewer) as tx:
        about = await _still_there(call, tx, typed)
        return await _form(call, tx, typed, await reach(tx), about)


async def _still_there(call: Call, tx: ReadTx, typed: Typed) -> tuple[Any, Any]:
    """What is answered and quoted; whichever is gone is forgotten by the form too."""
    found: list[Any] = []
    for name in ("reply", "quote"):
        try:
            found.append(await _status(call, tx, getattr(typed, name)))
        except NotFound:
            found.append(None)
            setattr(typed, name, "")
    return found[0], found[1]


async def _post(tx: WriteTx, call: Call, typed: Typed, pressed: Pressed) -> str:
    """Post it or keep it for later; the answer is where it is to be seen."""
    bounds, draft = call.house.settings.bounds, _draft(call, typed)
    if typed.when:
        await _describe(tx, call, typed)
        await schedule_status(tx, draft, time_said(typed.when), bounds)
        return "/scheduled"
    await _describe(tx, call, typed)
    if pressed.go == "hold":
        return f"/held/{await hold_status(tx, draft, bounds)}"
    status_id = await post_status(tx, draft, bounds)
    name = call.login.username if call.login else ""
    return f"/@{name}/{status_id}"


async def _describe(tx: WriteTx, call: Call, typed: Typed) -> None:
    """Pictures that came with an earlier attempt may be described otherwise by now."""
    for media_id, said in typed.descriptions():
        try:
            await describe_media(tx, media_id, said, call.house.settings.bounds)
        except NotFound as gone:
            raise refused("media_ids", "ERR_INVALID", "Pictures must be yours") from gone


def _draft(call: Call, typed: Typed) -> Draft:
    audience, circle_id = chosen(typed.audience)
    return Draft(
        text=typed.text, audience=audience, circle_id=circle_id, spoiler=typed.warning,
        sensitive=typed.veil == "1", language=typed.language or None, in_reply_to_id=typed.status_id("reply"), media_ids=typed.media_ids(),
        poll=typed.poll.draft(86_400) if typed.poll.asked() else None, expires_in_s=seconds(typed.fades),
        quoted_id=typed.status_id("quote"), quote_policy=typed.quotes or None,
        idempotency_hash=_once(call, typed),
    )  # fmt: skip


def _once(call: Call, typed: Typed) -> str | None:
    """What is the same when a form is sent twice; other words in it are another status, even after going back."""
    said = (typed.key, typed.text, typed.warning, typed.audience, typed.when)
    return digest("\0".join([str(call.viewer.id), "page", *said])) if typed.key else None
