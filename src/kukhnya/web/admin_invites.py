"""Invites: made, listed and ended. The link is shown once, for only the hash of its word is kept."""

import re
from typing import Final

from msgspec import Struct

from kukhnya.actions.create_invite import MOST_DAYS, MOST_USES, create_invite, end_invite
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import NotFound, Refused
from kukhnya.queries import invites
from kukhnya.store.tx import ReadTx

from .forms import OLD_FORM, OldForm, better, check_form, wrong_fields
from .show import page, redirect

_PURPOSE: Final = "invite"
WRONG: Final = {"uses": "From 1 to 1000 people; a moderator comes alone.", "days": "From 1 to 365 days."}
"""What stands beside a field, where a number cannot be."""
_NUMBER: Final = re.compile(r"[0-9]{1,6}\Z")


class InviteForm(Struct):
    """For how many people, for how long, and what they may do here. `word`: what the link will hold, sealed by us."""

    uses: str = "1"
    days: str = "7"
    role: str = "member"
    word: str = ""


class EndForm(Struct):
    """Which invite, by the hash that is kept of it."""

    invite: str = ""


async def _listed(
    tx: ReadTx, call: Call, form: InviteForm, errors: dict[str, str] | None = None, made: str = ""
) -> Answer:
    word = call.house.secrets.seal(_PURPOSE, new_secret())
    return page(
        call, "admin_invites.html", status=422 if errors else 200, form=form, errors=errors or {}, made=made, word=word,
        invites=await invites.live(tx), most_uses=MOST_USES, most_days=MOST_DAYS,
        registration=call.house.settings.registration,
    )  # fmt: skip


@get("/admin/invites", page=True, who=Who.STAFF)
async def listed(tx: ReadTx, call: Call) -> Answer:
    """The invites that are still good, and a form for one more."""
    return await _listed(tx, call, InviteForm())


@post("/admin/invites", page=True, who=Who.STAFF)
async def make(call: Call, form: InviteForm) -> Answer:
    """Make one. The word of the link came with the form, so that a form sent twice makes one invite."""
    check_form(call)
    word = call.house.secrets.unseal(_PURPOSE, form.word)
    if word is None:
        raise OldForm(OLD_FORM)
    errors: dict[str, str] = {}
    made = ""
    role = form.role if call.caller.role == "admin" else "member"
    uses, days = (int(said) if _NUMBER.match(said.strip()) else 0 for said in (form.uses, form.days))
    try:
        await call.house.store.write(
            call.viewer, lambda tx: create_invite(tx, digest(word), uses=uses, days=days, role=role)
        )
        made, form = call.address(f"/invite/{word}"), InviteForm()
    except Refused as wrong:
        errors = better(wrong_fields(wrong), WRONG)
    async with call.house.store.read(call.viewer) as tx:
        return await _listed(tx, call, form, errors, made)


@post("/admin/invites/end", page=True, who=Who.STAFF)
async def end(call: Call, form: EndForm) -> Answer:
    """Let nobody in by it any more; one that has ended already stays ended."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: end_invite(tx, form.invite))
    except NotFound:
        return redirect("/admin/invites")
    return redirect("/admin/invites")
