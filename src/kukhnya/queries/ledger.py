"""The transparency ledger: what authorities have asked of this server, and whether what stands there is whole."""

import json
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from kukhnya.law.verify_ledger import faults
from kukhnya.model.ids import Time, to_datetime
from kukhnya.store.statement import Statement
from kukhnya.store.tables.ledger import ledger_entry, ledger_notice
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

from . import server

PUBLIC_KEY: Final = "ledger_public_key"
PRIVATE_KEY: Final = "ledger_key"
CANARY: Final = "canary"
CANARY_DAYS: Final = 30
"""A statement that has not been renewed by hand for so long is stale."""

_entries: Final = Statement(select(ledger_entry).order_by(ledger_entry.c.number))
_concerning: Final = Statement(
    select(ledger_entry)
    .join(ledger_notice, ledger_notice.c.number == ledger_entry.c.number)
    .where(ledger_notice.c.account_id == VIEWER)
    .order_by(ledger_entry.c.number)
)


async def ledger(tx: ReadTx) -> dict[str, Any]:
    """The ledger as it is published: key, entries oldest first, the statement. Two to four statements."""
    entries = [dict(row) for row in await tx.all(_entries)]
    return {"key": await server.value(tx, PUBLIC_KEY) or "", "entries": entries, "canary": await _canary(tx)}


async def concerning(tx: ReadTx) -> list[Any]:
    """Entries that concern the viewer and that they have not read yet."""
    return await tx.all(_concerning)


def wrong(said: dict[str, Any]) -> list[str]:
    """What is wrong with a ledger, in sentences; nothing where it is whole, or empty."""
    if not said["key"]:
        return ["the server has no key, but entries"] if said["entries"] else []
    try:
        return faults(said, verify=_verified)
    except (ValueError, KeyError, TypeError):
        return ["it cannot be read"]


async def _canary(tx: ReadTx) -> dict[str, Any] | None:
    kept = await server.value(tx, CANARY)
    if kept is None:
        return None
    said: dict[str, Any] = json.loads(kept)
    return {**said, "stale": stale(said["renewed_on"], tx.now)}


def stale(renewed_on: str, now: Time) -> bool:
    """Was it renewed too long ago, or at a time that has not come?"""
    return not 0 <= (to_datetime(now).date() - date.fromisoformat(renewed_on)).days <= CANARY_DAYS


def _verified(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True
