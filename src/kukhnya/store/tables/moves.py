"""Changes of many audiences at once, as long as they can be taken back."""

from kukhnya.store.columns import index, keyed, maybe, number, thing, word

move = thing(
    "move",
    number("account_id"),
    word("kind"),
    word("audience"),
    maybe("circle_id"),
    maybe("ends_at"),
    number("many"),
    index("move_by_account", "account_id", "id"),
)
"""What somebody has done to many of their statuses: `kind` is `audience`, which can be undone until `ends_at`, `travel`,
which lasts until then, or, without it, until they end it, or `fold`: what has folded away by its age, until they take that back. `many`: how many statuses it moved, deleted ones included."""

moved = keyed("moved", (number("move_id"), number("status_id")), word("audience"), maybe("circle_id"))
"""Whom a status was for before."""
