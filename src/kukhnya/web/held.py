"""What waits for its author's word: post it as it was meant, for fewer people or for a time, keep it, or delete it.

Why it waits is not kept. What there is to say of it is found again, from its words, when the page is opened.
"""

from typing import Final

from msgspec import Struct

from kukhnya.actions.decide_held import keep_held, post_held
from kukhnya.actions.delete_status import delete_status
from kukhnya.api import render
from kukhnya.door.answers import Answer
from kukhnya.door.cautions import cautions, composing
from kukhnya.door.route import Call, get, post
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import StatusId
from kukhnya.queries.reach import reach
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import held
from kukhnya.visibility.home import Seen

from .articles import article
from .before import DAY_S, NARROW, narrower
from .forms import check_form
from .reaching import choices, chosen, value_of
from .show import page, redirect, spoken
from .typed import FADES_S, seconds

PAGE: Final = "/held"


class Decision(Struct):
    """A button, and what was chosen beside it."""

    go: str = ""
    """`post`, `fewer`, `fade`, `keep`, `delete`."""
    fewer: str = ""
    lasts: str = ""


@get(PAGE, page=True)
async def index(tx: ReadTx, call: Call) -> Answer:
    """Everything that waits."""
    ids = await held.waiting(tx)
    shown = await render.statuses(call, tx, [Seen(each) for each in ids])
    waiting = [(str(each), article(call, said, "account")) for each, said in zip(ids, shown, strict=True)]
    return page(call, "held_all.html", waiting=waiting)


@get(f"{PAGE}/{{status_id}}", page=True)
async def ask(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """One that waits, what there is to say of it, and what can be done."""
    return await _form(tx, call, status_id)


async def _form(tx: ReadTx, call: Call, status_id: StatusId, *, wrong: bool = False) -> Answer:
    one, reached = await held.one(tx, status_id), await reach(tx)
    audience = one.draft.audience or Audience.SELF
    meant = value_of(audience, one.draft.circle_id)
    told = composing(await cautions(call.house, call.caller.jurisdictions, one.text, audience=audience))
    lines = choices(reached)
    return page(
        call, "held.html", status=422 if wrong else 200, held=one, told=told, speaks=spoken(call), wrong=wrong,
        article=article(call, await render.status(call, tx, Seen(status_id)), "account"), closed=reached.closed,
        meant=next((line for line in lines if line.value == meant), None), fades_s=FADES_S[1:], day_s=DAY_S,
        fewer=narrower(choices(reached, NARROW), meant),
        lasts_s=one.draft.expires_in_s or 0,
    )  # fmt: skip


@post(f"{PAGE}/{{status_id}}", page=True, limit="posts")
async def decide(call: Call, status_id: StatusId, decision: Decision) -> Answer:
    """Do what was pressed, and show what came of it."""
    check_form(call)
    try:
        return redirect(await call.house.store.write(call.viewer, lambda tx: _done(tx, call, status_id, decision)))
    except Refused:
        wrong = True
    except NotFound:
        async with call.house.store.read(call.viewer) as tx:
            await held.one(tx, status_id)  # it may have been decided meanwhile: then the page is not there
        wrong = True
    async with call.house.store.read(call.viewer) as tx:
        return await _form(tx, call, status_id, wrong=wrong)


async def _done(tx: WriteTx, call: Call, status_id: StatusId, decision: Decision) -> str:
    tx.after_commit(call.house.fragments.clear)
    if decision.go == "delete":
        await held.one(tx, status_id)
        await delete_status(tx, status_id, delete_media=True)
        return PAGE
    name = call.login.username if call.login else ""
    if decision.go in {"post", "fewer", "fade"}:
        to = chosen(decision.fewer) if decision.go == "fewer" else None
        lasts_s = seconds(decision.lasts) if decision.go == "fade" else None
        made = await post_held(tx, status_id, call.house.settings.bounds, to=to, lasts_s=lasts_s)
        return f"/@{name}/{made}"
    await keep_held(tx, status_id)
    return f"/@{name}/{status_id}"
