"""Marks in conversations. The conversations themselves are threads of letters, read through the rule."""

from kukhnya.store.columns import count, index, keyed, number

conversation_mark = keyed(
    "conversation_mark",
    (number("account_id"), number("thread_id")),
    count("read_id"),
    count("hidden_id"),
    index("conversation_mark_of", "thread_id"),
)
"""Up to which status somebody has read a thread, and up to which it is put away. A newer one brings it back."""
