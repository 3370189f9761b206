"""Apps: register one, ask who one is."""

from typing import Any

from msgspec import Struct, field

from kukhnya.actions.register_app import register_app
from kukhnya.door import scopes
from kukhnya.door.route import Call, Who, get, post
from kukhnya.door.secrets import digest, new_secret
from kukhnya.model.errors import NotFound
from kukhnya.queries import apps
from kukhnya.store.tx import ReadTx, WriteTx


class AppForm(Struct):
    """An app as it introduces itself. Several redirect addresses stand on lines of their own, or in a list."""

    client_name: str = ""
    redirect_uris: str | list[str] = field(default_factory=list)
    scopes: str = scopes.DEFAULT
    website: str | None = None


def shaped(call: Call, row: Any) -> dict[str, Any]:
    """An Application from its row, without its secret."""
    uris = row["redirect_uris"].split("\n")
    return {
        "id": str(row["id"]),
        "name": row["name"],
        "website": row["website"] or None,
        "scopes": row["scopes"].split(),
        "redirect_uri": row["redirect_uris"],
        "redirect_uris": uris,
        "vapid_key": call.house.tag.public,
    }


@post("/api/v1/apps", who=Who.ANYONE, limit="apps")
async def create(tx: WriteTx, call: Call, form: AppForm) -> dict[str, Any]:
    """Register an app; its secret is told this once."""
    given = form.redirect_uris.split() if isinstance(form.redirect_uris, str) else form.redirect_uris
    client_id, secret = new_secret(), new_secret()
    app_id = await register_app(
        tx,
        form.client_name,
        tuple(dict.fromkeys(given[:20])),
        scopes.checked(form.scopes),
        client_id=client_id,
        secret_hash=digest(secret),
        website=form.website or "",
    )
    row = await apps.by_id(tx, app_id)
    return {**shaped(call, row), "client_id": client_id, "client_secret": secret, "client_secret_expires_at": 0}


@get("/api/v1/apps/verify_credentials", who=Who.APP)
async def verify(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The app that calls."""
    row = None if call.caller.app_id is None else await apps.by_id(tx, call.caller.app_id)
    if row is None:
        raise NotFound(call.caller.app_id)
    return shaped(call, row)
