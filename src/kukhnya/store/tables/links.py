"""Cards of links, and what whoever runs the server has decided about trends.

Which status bears which card stands in `sealed.status_card`.
"""

from sqlalchemy import Column, Text

from kukhnya.store.columns import count, index, keyed, maybe, number, partial, small, thing, word, words

card = thing(
    "card",
    word("url"),
    word("url_hash"),
    word("site"),
    word("state", "waiting"),
    maybe("due_at"),
    small("attempts"),
    word("title", ""),
    word("description", ""),
    word("provider_name", ""),
    word("author_name", ""),
    word("author_url", ""),
    word("language", ""),
    maybe("published_at"),
    words("picture"),
    word("image_description", ""),
    count("width"),
    count("height"),
    word("blurhash", ""),
    index("card_by_url", "url_hash", unique=True),
    partial("card_due", "due_at IS NOT NULL", "due_at"),
    partial("card_by_picture", "picture IS NOT NULL", "picture"),
)
"""What a page says about itself, fetched once. `due_at`: when it is to be fetched; a claim moves it on, as a lease."""

trend_review = keyed(
    "trend_review",
    (Column("kind", Text, nullable=False), Column("subject", Text, nullable=False)),
    word("verdict"),
    number("decided_at"),
)
"""`subject`: a hashtag's key, a status's id, the hash of a link's address, a site."""
