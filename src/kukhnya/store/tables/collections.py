"""Collections: accounts that somebody recommends, each there because it lets itself be recommended."""

from kukhnya.store.columns import flag, index, keyed, number, thing, word

collection = thing(
    "collection",
    number("account_id"),
    word("name"),
    word("description", ""),
    word("language", ""),
    word("tag_key", ""),
    flag("sensitive"),
    flag("discoverable"),
    number("updated_at"),
    index("collection_by_account", "account_id", "id"),
)
"""What somebody has gathered. `tag_key`: the canonical key of the hashtag that describes it, empty for none."""

collection_item = thing(
    "collection_item",
    number("collection_id"),
    number("account_id"),
    flag("agreed"),
    index("collection_item_once", "collection_id", "account_id", unique=True),
    index("collection_item_of", "account_id", "collection_id"),
)
"""An account in a collection. `agreed`: it has said yes itself; else its profile speaks for it, whenever it is read."""

collection_refusal = keyed(
    "collection_refusal", (number("owner_id"), number("account_id")), index("collection_refusal_of", "account_id")
)
"""`account_id` does not want to be in any collection of `owner_id` again."""
