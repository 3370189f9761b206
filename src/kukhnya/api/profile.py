"""The caller's profile as its owner edits it: what was typed, and what was chosen."""

from typing import Any

import msgspec

from kukhnya.actions.update_profile import Changes, update_profile
from kukhnya.door.pictures import face_address
from kukhnya.door.route import Call, delete, get, patch, put
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import featured

from . import featured_tags
from .accounts import ProfileForm, credentials, keep


async def profile(call: Call, tx: ReadTx) -> dict[str, Any]:
    """The caller's Profile. Two statements."""
    row = await accounts.own(tx)
    tags = await featured.of_account(tx, tx.viewer.id)
    avatar, header = (face_address(call, row[name]) if row[name] else None for name in ("avatar", "header"))
    return {
        "id": str(row["id"]),
        "display_name": row["display_name"],
        "note": row["note"],
        "fields": [
            {"name": line["name"], "value": line["value"], "verified_at": None}
            for line in msgspec.json.decode(row["fields"])
        ],
        "avatar": avatar,
        "avatar_static": avatar,
        "avatar_description": row["avatar_description"],
        "header": header,
        "header_static": header,
        "header_description": row["header_description"],
        "locked": bool(row["locked"] or row["closed"]),
        "closed": bool(row["closed"]),
        "bot": bool(row["bot"]),
        "hide_collections": bool(row["graph_hidden"]),
        "discoverable": bool(row["discoverable"]),
        "indexable": bool(row["indexable"]),
        "show_media": not row["media_hidden"],
        "show_media_replies": not row["media_replies_hidden"],
        "show_featured": not row["featured_hidden"],
        "attribution_domains": msgspec.json.decode(row["attribution_domains"]),
        "featured_tags": [featured_tags.shaped(call, row, tag, exact=True) for tag in tags],
    }


@get("/api/v1/profile", scope="read:accounts")
async def show(tx: ReadTx, call: Call) -> dict[str, Any]:
    """The caller's profile."""
    return await profile(call, tx)


@patch("/api/v1/profile", scope="write:accounts", uploads=True)
async def change(call: Call, form: ProfileForm) -> dict[str, Any]:
    """Change it; what is not sent stays."""
    return await _changed(call, form)


async def _changed(call: Call, form: ProfileForm) -> dict[str, Any]:
    await keep(call, form)
    async with call.house.store.read(call.viewer) as tx:
        return await profile(call, tx)


@put("/api/v1/profile", scope="write:accounts", uploads=True)
async def change_too(call: Call, form: ProfileForm) -> dict[str, Any]:
    """The same, as some apps ask."""
    return await _changed(call, form)


@delete("/api/v1/profile/avatar", scope="write:accounts")
async def delete_avatar(call: Call) -> dict[str, Any]:
    """Take the caller's picture away, and what was said of it."""
    return await _without(call, Changes(avatar=None, avatar_description=""))


@delete("/api/v1/profile/header", scope="write:accounts")
async def delete_header(call: Call) -> dict[str, Any]:
    """Take the caller's header away, and what was said of it."""
    return await _without(call, Changes(header=None, header_description=""))


async def _without(call: Call, changes: Changes) -> dict[str, Any]:
    bounds = call.house.settings.bounds
    await call.house.store.write(call.viewer, lambda tx: update_profile(tx, changes, bounds))
    async with call.house.store.read(call.viewer) as tx:
        return await credentials(tx, call)
