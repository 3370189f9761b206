"""Becoming a member in a browser: by invite, as the first administrator, or freely where the server allows it."""

from msgspec import Struct

from kukhnya.actions.sign_up import invited, sign_up
from kukhnya.door.answers import Answer
from kukhnya.door.passwords import check_password, hashed
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.viewer import NOBODY

from .entry import begin
from .forms import check_form
from .language import language_of
from .show import page, redirect


class JoinForm(Struct):
    """Who wants to become a member."""

    username: str = ""
    password: str = ""
    device: str = ""


async def _form(call: Call, code: str | None, *, wrong: Refused | None = None, username: str = "") -> Answer:
    """The form, with what was typed and what was wrong with it; the invite must still be good."""
    role = "member"
    if code is not None:
        async with call.house.store.read(NOBODY) as tx:
            row = await invited(tx, digest(code))
        if row is None:
            raise NotFound(code)
        role = row["role"]
    elif call.house.settings.registration not in {"open", "approval"}:
        raise NotFound("join")
    details = {field: sentence for field, (_, sentence) in wrong.details.items()} if wrong else {}
    sentence = wrong.sentence if wrong and not details else ""
    return page(
        call, "join.html", status=422 if wrong else 200, role=role, details=details, username=username, sentence=sentence,
        approval=code is None and call.house.settings.registration == "approval",
    )  # fmt: skip


async def _join(call: Call, code: str | None, form: JoinForm) -> Answer:
    check_form(call)
    call.house.limits.count("sign-up", call.network)
    language = language_of(call.headers, call.cookies, call.said)
    try:
        check_password(form.password, form.username)
        kept = await hashed(form.password)
        account_id = await call.house.store.write(
            NOBODY,
            lambda tx: sign_up(
                tx, call.house.settings.registration, form.username, kept,
                code_hash=None if code is None else digest(code), language=language,
            ),
        )  # fmt: skip
    except Refused as wrong:
        return await _form(call, code, wrong=wrong, username=form.username)
    if code is None and call.house.settings.registration == "approval":
        return page(call, "waiting.html")
    return redirect("/", await begin(call, account_id, form.device))


@get("/invite/{code}", who=Who.ANYONE, page=True)
async def by_invite(call: Call, code: str) -> Answer:
    """The form behind an invite."""
    return await _form(call, code)


@post("/invite/{code}", who=Who.ANYONE, page=True)
async def take_invite(call: Call, code: str, form: JoinForm) -> Answer:
    """Become a member by invite."""
    return await _join(call, code, form)


@get("/setup/{code}", who=Who.ANYONE, page=True)
async def first(call: Call, code: str) -> Answer:
    """The form for the first administrator."""
    return await _form(call, code)


@post("/setup/{code}", who=Who.ANYONE, page=True)
async def become_first(call: Call, code: str, form: JoinForm) -> Answer:
    """Become the first administrator."""
    return await _join(call, code, form)


@get("/sign-up", who=Who.ANYONE, page=True)
async def freely(call: Call) -> Answer:
    """The form where anybody may sign up, at once or by approval."""
    return await _form(call, None)


@post("/sign-up", who=Who.ANYONE, page=True)
async def join_freely(call: Call, form: JoinForm) -> Answer:
    """Sign up where anybody may."""
    return await _join(call, None, form)
