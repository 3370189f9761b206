"""Posts that wait for their author's word."""

from kukhnya.store.columns import index, keyed, maybe, number, word

held = keyed(
    "held",
    (number("status_id"),),
    number("account_id"),
    word("audience"),
    maybe("circle_id"),
    maybe("lasts_s"),
    number("until"),
    index("held_of", "account_id"),
    index("held_until", "until"),
)
"""A status for its author alone, and whom it was meant for, until they decide. The row says nothing of why it waits: an app asked
for it, or the author did, or the server at their wish.
"""
