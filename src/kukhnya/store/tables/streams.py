"""What open streams are to be told: ids only, for a minute."""

from kukhnya.store.columns import maybe, number, thing, word

stream_event = thing("stream_event", word("kind"), number("about_id"), maybe("account_id"))
"""`about_id` names what it is about, 0 where it is about nothing in particular; `account_id` whom it concerns, or who did it."""
