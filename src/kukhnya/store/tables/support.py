"""From when on somebody may be asked again to support the server."""

from kukhnya.store.columns import keyed, maybe, number

support_answer = keyed("support_answer", (number("account_id"),), maybe("not_before"))
"""`not_before` is the first day of a month, absent where it is never. Which of the answers led to a month is not kept."""
