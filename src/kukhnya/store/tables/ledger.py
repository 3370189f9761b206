"""What authorities have asked of this server: for everybody to read, and nothing of anybody's name."""

from kukhnya.store.columns import keyed, number, word

ledger_entry = keyed(
    "ledger_entry", (number("number"),), word("month"), word("country"), word("kind"), word("basis"), word("outcome"),
    word("accounts"), word("notice"), word("previous"), word("hash"), word("signature"),
)  # fmt: skip
"""An entry of the ledger: month, country, what was asked on which basis, what came of it, how many accounts (in steps), whether
they were told. Each holds the hash of the one before and is signed.
"""

ledger_notice = keyed("ledger_notice", (number("account_id"), number("number")))
"""Whom an entry concerns, until they have read that it does."""
