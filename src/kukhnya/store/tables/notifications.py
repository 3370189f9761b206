"""What an account does not want to be told by just anybody, and whom it has let through."""

from kukhnya.store.columns import index, keyed, number, word

notification_policy = keyed(
    "notification_policy",
    (number("account_id"),),
    word("for_not_following", "accept"),
    word("for_not_followers", "accept"),
    word("for_new_accounts", "accept"),
    word("for_private_mentions", "accept"),
    word("for_limited_accounts", "accept"),
    word("for_bots", "accept"),
)
"""`accept`, `filter` or `drop` for each sort of sender. No row: all are accepted."""

notification_permission = keyed(
    "notification_permission",
    (number("account_id"), number("from_account_id")),
    index("notification_permission_of", "from_account_id"),
)
"""`from_account_id` has been let through whatever the policy says."""
