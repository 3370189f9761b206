"""Write into the transparency ledger. An entry cannot be changed or taken back: what was wrong is mended by another.

The key is made with the first entry. It lies in the database, so whoever holds the server can write a new ledger from the
beginning; those who have kept an earlier copy notice.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, select

from kukhnya.law.verify_ledger import NOTHING_BEFORE, hash_of, signed_canary, signed_entry
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import AccountId, EntryNumber, to_datetime
from kukhnya.model.ledger import Request, checked
from kukhnya.queries import ledger, server
from kukhnya.store.statement import Statement, inserting, param
from kukhnya.store.tables.ledger import ledger_entry, ledger_notice
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

from .keep_server_value import change_server_value, keep_server_value

LONGEST_CANARY: Final = 2000
_insert: Final = inserting(ledger_entry)
_tell: Final = inserting(ledger_notice, quietly=True)
_last: Final = Statement(
    select(ledger_entry.c.number, ledger_entry.c.hash).order_by(ledger_entry.c.number.desc()).limit(1)
)
_read: Final = Statement(
    delete(ledger_notice).where(ledger_notice.c.account_id == VIEWER, ledger_notice.c.number == param("number"))
)


async def add_entry(tx: WriteTx, said: Request, concerned: Sequence[AccountId] = ()) -> dict[str, Any]:
    """Add an entry, and tell those whom it concerns when they come next. Raises Refused naming the field."""
    if concerned and said.notice != "given":
        raise refused("notice", "ERR_INVALID", "notice must be 'given' where somebody is told")
    key = await _key(tx)
    last = await tx.one(_last)
    entry: dict[str, Any] = {
        "number": last["number"] + 1 if last else 1,
        **{name: getattr(checked(said), name) for name in said.__struct_fields__},
        "previous": last["hash"] if last else NOTHING_BEFORE,
    }
    entry["hash"] = hash_of(entry)
    entry["signature"] = key.sign(signed_entry(entry["hash"])).hex()
    await tx.execute(_insert, **entry)
    await tx.many(_tell, [{"account_id": each, "number": entry["number"]} for each in concerned])
    return entry


async def renew_canary(tx: WriteTx, text: str) -> dict[str, Any]:
    """State something as of today. It is never renewed by itself. Raises Refused."""
    if not text.strip() or len(text) > LONGEST_CANARY:
        raise refused("text", "ERR_INVALID", f"text must have between 1 and {LONGEST_CANARY} characters")
    key = await _key(tx)
    last = await tx.one(_last)
    canary = {
        "text": text.strip(), "renewed_on": to_datetime(tx.now).date().isoformat(), "head": last["hash"] if last else NOTHING_BEFORE,
    }  # fmt: skip
    canary["signature"] = key.sign(signed_canary(canary)).hex()
    await change_server_value(tx, ledger.CANARY, json.dumps(canary, ensure_ascii=False))
    return canary


async def read_notice(tx: WriteTx, number: EntryNumber) -> None:
    """The viewer has read that this entry concerns them; nothing of that stays. Raises NotFound."""
    if not await tx.execute(_read, number=number):
        raise NotFound(number)


async def _key(tx: WriteTx) -> Ed25519PrivateKey:
    kept = await server.value(tx, ledger.PRIVATE_KEY)
    if kept is None:
        kept = await keep_server_value(tx, ledger.PRIVATE_KEY, Ed25519PrivateKey.generate().private_bytes_raw().hex())
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept))
    await keep_server_value(tx, ledger.PUBLIC_KEY, key.public_key().public_bytes_raw().hex())
    return key
