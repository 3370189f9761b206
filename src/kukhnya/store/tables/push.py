"""Web Push: where apps want to be told, and what they are still to be told."""

from kukhnya.store.columns import flag, index, keyed, number, small, thing, word

push_subscription = keyed(
    "push_subscription",
    (number("token_id"),),
    number("id"),
    number("account_id"),
    word("endpoint"),
    word("p256dh"),
    word("auth"),
    flag("standard"),
    flag("details"),
    word("policy"),
    word("alerts"),
    index("push_subscription_by_account", "account_id"),
)
"""One for a token; where the token is gone, it is as good as gone too. `alerts` are kinds of notifications, by spaces."""

push_delivery = thing(
    "push_delivery",
    number("token_id"),
    number("account_id"),
    number("notification_id"),
    number("run_at"),
    small("attempts"),
    index("push_delivery_once", "token_id", "notification_id", unique=True),
    index("push_delivery_by_account", "account_id"),
    index("push_delivery_due", "run_at", "id"),
)
"""A push on its way: ids only. Whoever takes it moves `run_at` ahead, and so holds it until then."""
