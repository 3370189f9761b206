"""What an account is to others and to hashtags, beyond following and blocking: each row is its owner's wish.

A hashtag is named by its canonical key and not by the row of `tag`, which goes with the last status that bears it.
"""

from sqlalchemy import Column, Text

from kukhnya.store.columns import index, keyed, number, thing, word

tag_follow = keyed(
    "tag_follow",
    (number("account_id"), Column("key", Text, nullable=False)),
    number("id"),
    index("tag_follow_of", "key", "account_id"),
    index("tag_follow_by_id", "account_id", "id"),
)
"""What stands under this hashtag is wanted on the home page."""

featured_tag = thing(
    "featured_tag", number("account_id"), word("key"), index("featured_tag_once", "account_id", "key", unique=True)
)
"""A hashtag shown on a profile."""

endorsement = keyed(
    "endorsement", (number("account_id"), number("endorsed_id")), number("id"), index("endorsement_of", "endorsed_id")
)
"""Somebody followed, shown on a profile."""

account_note = keyed(
    "account_note",
    (number("writer_id"), number("about_account_id")),
    word("comment"),
    index("account_note_of", "about_account_id"),
)
"""What somebody has noted about somebody else; read by the writer alone."""

account_domain_block = keyed(
    "account_domain_block",
    (number("account_id"), Column("domain", Text, nullable=False)),
    number("id"),
    index("account_domain_block_by_id", "account_id", "id"),
)
"""A server that somebody does not want to hear from; its name in canonical form."""

dismissed_suggestion = keyed(
    "dismissed_suggestion",
    (number("account_id"), number("dismissed_id")),
    number("id"),
    index("dismissed_suggestion_by_id", "account_id", "id"),
    index("dismissed_suggestion_of", "dismissed_id"),
)
"""Somebody who is not to be suggested again."""
