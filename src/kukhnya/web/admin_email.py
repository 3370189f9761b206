"""E-mail addresses with which nobody can sign up: whole domains, and single addresses, of which a hash is kept."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kukhnya.actions.block_email import block_email, block_email_domain, unblock_email, unblock_email_domain
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import BlockId, parse_id
from kukhnya.model.page import Page
from kukhnya.queries import server_blocks
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import better, check_form, wrong_fields
from .show import page, redirect

_MOST: Final = 200
WRONG: Final = {"domain": "Write a domain such as example.com.", "email": "Write an e-mail address."}
"""What stands beside a field, where nothing can be blocked."""


class BlockForm(Struct):
    """What to block: a domain or an address."""

    domain: str = ""
    email: str = ""


class LiftForm(Struct):
    """Which block to lift, of which list."""

    which: str = ""
    block: str = ""


async def _listed(tx: ReadTx, call: Call, form: BlockForm, errors: Mapping[str, str] | None = None) -> Answer:
    bounds = Page(limit=_MOST)
    return page(
        call, "admin_email.html", status=422 if errors else 200, form=form, errors=errors or {},
        domains=await server_blocks.page(tx, server_blocks.EMAIL_DOMAINS, bounds),
        addresses=await server_blocks.page(tx, server_blocks.EMAILS, bounds),
    )  # fmt: skip


@get("/admin/email", page=True, who=Who.ADMIN)
async def listed(tx: ReadTx, call: Call) -> Answer:
    """Both lists, the newest first."""
    return await _listed(tx, call, BlockForm())


@post("/admin/email", page=True, who=Who.ADMIN)
async def block(call: Call, form: BlockForm) -> Answer:
    """Block a domain or an address; what is blocked already stays so."""
    check_form(call)

    async def work(tx: WriteTx) -> None:
        if form.email.strip():
            await block_email(tx, form.email.strip(), "")
        else:
            await block_email_domain(tx, form.domain.strip())

    try:
        await call.house.store.write(call.viewer, work)
    except Refused as wrong:
        if "ERR_TAKEN" not in {code for code, _ in wrong.details.values()}:
            async with call.house.store.read(call.viewer) as tx:
                return await _listed(tx, call, form, better(wrong_fields(wrong), WRONG))
    return redirect("/admin/email")


@post("/admin/email/lift", page=True, who=Who.ADMIN)
async def lift(call: Call, form: LiftForm) -> Answer:
    """Let people sign up with it again; what is lifted already stays so."""
    check_form(call)
    undo = {"domain": unblock_email_domain, "email": unblock_email}.get(form.which)
    number = parse_id(form.block)
    if undo is None or number is None:
        raise NotFound(form.block)
    try:
        await call.house.store.write(call.viewer, lambda tx: undo(tx, BlockId(number)))
    except NotFound:
        return redirect("/admin/email")
    return redirect("/admin/email")
