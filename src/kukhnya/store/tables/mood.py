"""What people answer when they are asked how they are: counters, and for a month at most an answer under a hash.

No row holds a person's number. `actions/close_weeks.py` makes figures of what is over.
"""

from sqlalchemy import Column, Text

from kukhnya.store.columns import count, keyed, number, small, word

glad = keyed("glad", (number("status_id"),), count("yes"), count("so_so"), count("no"))
"""How many were glad to have seen a status, more or less, or not. Who they are is written nowhere."""

mood_answer = keyed("mood_answer", (number("week"), Column("who", Text, nullable=False)), small("worth"))
"""What somebody said of their week (2 better, 1 same, 0 worse). `who` is a hash under a key that lives for a month."""

mood_span = keyed(
    "mood_span", (number("begin"), Column("span", Text, nullable=False)), count("asked"), word("figures", "")
)
"""A week or a month: how many were asked, and once it is over what may be shown of it, as JSON."""

audit = keyed("audit", (number("week"),), word("figures"))
"""The neutrality audit of a week: aggregates as JSON, of no fewer than twenty statuses each."""
