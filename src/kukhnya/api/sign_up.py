"""Becoming a member through an app."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.sign_up import sign_up
from kukhnya.door.passwords import check_password, hashed
from kukhnya.door.route import Call, Who, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import Forbidden, refused
from kukhnya.store.tx import WriteTx


class SignUpForm(Struct):
    """Who wants to become a member. Whatever else an app sends is not read."""

    username: str = ""
    password: str = ""
    email: str = ""
    agreement: bool = False
    locale: str = ""
    invite_code: str = ""


@post("/api/v1/accounts", scope="write:accounts", who=Who.APP, limit="sign-up")
async def create(call: Call, form: SignUpForm) -> dict[str, Any]:
    """Make an account, as the server's rule of registration allows; the answer is a token."""
    app_id = call.caller.app_id
    if app_id is None or call.viewer.known:
        raise Forbidden("This method needs a token of the app itself")
    if not form.agreement:
        raise refused("agreement", "ERR_ACCEPTED", "The rules must be accepted")
    check_password(form.password, form.username)
    kept, word = await hashed(form.password), new_secret()
    registration = call.house.settings.registration

    async def join(tx: WriteTx) -> None:
        account_id = await sign_up(
            tx,
            registration,
            form.username,
            kept,
            code_hash=digest(form.invite_code) if form.invite_code else None,
            email=form.email.strip() or None,
            language=form.locale[:2].lower(),
        )
        await issue_token(tx, app_id, account_id, " ".join(sorted(call.caller.scopes)), digest(word))

    await call.house.store.write(call.viewer, join)
    scope, now = " ".join(sorted(call.caller.scopes)), call.house.store.clock()
    return {"access_token": word, "token_type": "Bearer", "scope": scope, "created_at": now // 1000}
