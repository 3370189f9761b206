"""What an order would get: everything that is kept about oneself. Ours: docs/reference/own-api.md."""

from typing import Any, Final

from msgspec import to_builtins

from kukhnya.door.route import Call, allowed, get
from kukhnya.queries import disclosure
from kukhnya.queries.disclosure import Disclosure
from kukhnya.store.tx import ReadTx

MOST: Final = 1000
"""Rows of one table in one answer; `count` says how many there are."""
ACCOUNT: Final = frozenset({"account", "member"})


@get("/api/kukhnya/v1/disclosure", scope="read:accounts")
async def disclosed(tx: ReadTx, call: Call) -> dict[str, Any]:
    """Every table that names oneself, with its rows. Letters, bookmarks and filters are told only to apps that may `read` all."""
    whole = allowed(call.caller.scopes, "read")
    said = await disclosure.about(tx, call.viewer.id, most=MOST, only=frozenset() if whole else ACCOUNT)
    return shaped(said)


def shaped(said: Disclosure) -> dict[str, Any]:
    """A disclosure as JSON."""
    return {
        "tables": [
            {
                "table": part.table,
                "whose": "own" if part.own else "others",
                "count": part.count,
                "columns": [{"name": name, **to_builtins(reason)} for name, reason in part.columns.items()],
                "rows": part.rows,
            }
            for part in said.parts
        ],
        "others": said.theirs,
        "nothing": said.nothing,
    }
