"""Kind reactions: who has answered which status with which of the six."""

from kukhnya.store.columns import index, keyed, number, word

reaction = keyed(
    "reaction",
    (number("account_id"), number("status_id"), word("name")),
    number("id"),
    index("reaction_of", "status_id", "name"),
    index("reaction_by_id", "account_id", "id"),
)
"""Nobody gives the same one twice; several different ones may be given. They are counted where the status is made ready."""
