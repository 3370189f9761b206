"""Featured hashtags: those that stand on a profile."""

from typing import Any

from msgspec import Struct

from kukhnya.actions.feature_tag import feature_tag, unfeature_tag
from kukhnya.door.route import Call, Who, delete, get, id_of, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, to_datetime
from kukhnya.queries import accounts
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.visibility import featured

from . import entities
from .tags import several


class Named(Struct):
    """A hashtag to show."""

    name: str = ""


def shaped(call: Call, account: Any, row: Any, *, exact: bool) -> dict[str, Any]:
    """A FeaturedTag of the account. Counts that are not exact are the floor of a bucket, and then it has no date."""
    uses, last = row[2], row[3]
    page = entities.account_url(call, account["username"], account["domain"])
    return {
        "id": str(row[0]),
        "name": row[1],
        "url": f"{page}/tagged/{row[1]}",
        "statuses_count": uses if exact else entities.bucket(uses),
        "last_status_at": to_datetime(last).date().isoformat() if last and exact else None,
    }


async def of_account(call: Call, tx: ReadTx, account_id: AccountId) -> list[dict[str, Any]]:
    """What stands on a profile: all of it where the caller may see the profile, nothing elsewhere. Two statements."""
    account = await accounts.visible(tx, account_id)
    if not account["whole"]:
        return []
    exact = account_id == tx.viewer.id or not account["closed"]
    return [shaped(call, account, row, exact=exact) for row in await featured.of_account(tx, account_id)]


@get("/api/v1/featured_tags", scope="read:accounts")
async def index(tx: ReadTx, call: Call) -> list[dict[str, Any]]:
    """The hashtags on the caller's profile."""
    return await of_account(call, tx, tx.viewer.id)


@post("/api/v1/featured_tags", scope="write:accounts")
async def create(tx: WriteTx, call: Call, named: Named) -> dict[str, Any]:
    """Show a hashtag; one that is shown already stays as it is."""
    if not named.name.strip():
        raise refused("name", "ERR_BLANK", "Tag can't be blank")
    key = await feature_tag(tx, named.name, call.house.settings.bounds)
    return next(shown for shown in await of_account(call, tx, tx.viewer.id) if shown["name"] == key)


@get("/api/v1/featured_tags/suggestions", scope="read:accounts")
async def suggestions(tx: ReadTx, call: Call) -> list[dict[str, Any]]:
    """The ten hashtags the caller uses most where all may find them, without those on the profile."""
    return await several(call, tx, await featured.suggested(tx))


@delete("/api/v1/featured_tags/{featured_tag_id}", scope="write:accounts")
async def remove(tx: WriteTx, featured_tag_id: str) -> None:
    """Show a hashtag no more."""
    await unfeature_tag(tx, id_of(featured_tag_id))


@get("/api/v1/accounts/{account_id}/featured_tags", scope="read:accounts", who=Who.ANYONE)
async def on_profile(tx: ReadTx, call: Call, account_id: AccountId) -> list[dict[str, Any]]:
    """The hashtags on somebody's profile."""
    return await of_account(call, tx, account_id)
