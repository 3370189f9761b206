"""OAuth 2: codes and secrets changed into tokens, tokens ended (RFC 6749, 7009, 7636, 8414)."""

import base64
import binascii
import hmac
from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.grant_code import redeem_code
from kukhnya.actions.issue_token import issue_token
from kukhnya.actions.revoke_token import revoke_token
from kukhnya.door import scopes
from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import Refused
from kukhnya.model.ids import AppId
from kukhnya.queries import apps
from kukhnya.store.tx import ReadTx

from .accounts import credentials

_NO_STORE: Final = (("cache-control", "no-store"), ("pragma", "no-cache"))
_SENTENCES: Final = {
    "invalid_client": "Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.",
    "invalid_grant": "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.",
    "unsupported_grant_type": "The authorization grant type is not supported by the authorization server.",
    "invalid_scope": "The requested scope is invalid, unknown, or malformed.",
}


class TokenForm(Struct):
    """What is to be changed into a token."""

    grant_type: str = ""
    code: str = ""
    client_id: str = ""
    client_secret: str = ""
    redirect_uri: str = ""
    scope: str = ""
    code_verifier: str = ""


class RevokeForm(Struct):
    """What is to end."""

    token: str = ""
    client_id: str = ""
    client_secret: str = ""


def _wrong(code: str, status: int = 400) -> Answer:
    body = json_bytes({"error": code, "error_description": _SENTENCES[code]})
    return Answer(body, status, headers=_NO_STORE)


async def _client(call: Call, client_id: str, secret: str) -> Any | None:
    """The app that proves itself by secret in body or Basic header, or None. Each takes the same time to refuse."""
    kind, _, words = call.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(words).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    async with call.house.store.read(call.viewer) as tx:
        row = await apps.by_client(tx, client_id)
    kept = row["secret_hash"] if row is not None else ""
    return row if hmac.compare_digest(digest(secret), kept) else None


@post("/oauth/token", who=Who.ANYONE, limit="tokens")
async def token(call: Call, form: TokenForm) -> Answer:
    """Change a code, or an app's own secret, into a token."""
    app = await _client(call, form.client_id, form.client_secret)
    if app is None:
        return _wrong("invalid_client", 401)
    word = new_secret()
    if form.grant_type == "authorization_code":
        granted = await call.house.store.write(
            call.viewer,
            lambda tx: redeem_code(
                tx, digest(form.code), AppId(app["id"]), form.redirect_uri, form.code_verifier, digest(word)
            ),
        )
        call.house.callers.forget()
        if granted is None:
            return _wrong("invalid_grant")
    elif form.grant_type == "client_credentials":
        try:
            granted = scopes.checked(form.scope)
        except Refused:
            return _wrong("invalid_scope")
        if not scopes.within(granted, app["scopes"]):
            return _wrong("invalid_scope")
        allowed = granted
        await call.house.store.write(
            call.viewer, lambda tx: issue_token(tx, AppId(app["id"]), None, allowed, digest(word))
        )
    else:
        return _wrong("unsupported_grant_type")
    made = {
        "access_token": word,
        "token_type": "Bearer",
        "scope": granted,
        "created_at": call.house.store.clock() // 1000,
    }
    return Answer(json_bytes(made), headers=_NO_STORE)


@post("/oauth/revoke", who=Who.ANYONE)
async def revoke(call: Call, form: RevokeForm) -> Answer:
    """End a token of the app that asks. A token that is none is as good as ended."""
    app = await _client(call, form.client_id, form.client_secret)
    if app is None:
        body = json_bytes(
            {"error": "unauthorized_client", "error_description": "You are not authorized to revoke this token"}
        )
        return Answer(body, 403)
    await call.house.store.write(call.viewer, lambda tx: revoke_token(tx, digest(form.token), AppId(app["id"])))
    call.house.callers.forget()
    return Answer(b"{}")


@get("/oauth/userinfo", scope="profile")
async def userinfo(tx: ReadTx, call: Call) -> dict[str, Any]:
    """Who the caller is, in the words of OpenID."""
    shown = await credentials(tx, call)
    return {
        "iss": call.address("/"),
        "sub": shown["uri"],
        "name": shown["display_name"],
        "preferred_username": shown["username"],
        "profile": shown["url"],
        "picture": shown["avatar"],
    }


@get("/.well-known/oauth-authorization-server", who=Who.ANYONE)
async def metadata(call: Call) -> dict[str, Any]:
    """What this server can do for apps that sign people in."""
    return {
        "issuer": call.address("/"),
        "service_documentation": "https://docs.joinmastodon.org/",
        "authorization_endpoint": call.address("/oauth/authorize"),
        "token_endpoint": call.address("/oauth/token"),
        "revocation_endpoint": call.address("/oauth/revoke"),
        "userinfo_endpoint": call.address("/oauth/userinfo"),
        "app_registration_endpoint": call.address("/api/v1/apps"),
        "scopes_supported": list(scopes.SCOPES),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "code_challenge_methods_supported": ["S256"],
    }
