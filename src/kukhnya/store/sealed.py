"""The statuses themselves. Only `visibility` and `actions` may import this file.

Whoever wants to read a status selects from `visibility.seen`; a forgotten check is then an import
error. The narrow table is what the rule and the timelines read; words lie in `status_text`, where
they are written and read by `write_text` and `visibility.texts` alone, so that they can be encrypted at rest.
"""

from .columns import count, flag, index, keyed, maybe, number, partial, small, thing, word, words

status = thing(
    "status",
    number("account_id"),
    word("audience"),
    maybe("circle_id"),
    maybe("expires_at"),
    maybe("reblog_of_id"),
    maybe("in_reply_to_id"),
    maybe("in_reply_to_account_id"),
    number("thread_id"),
    number("created_at"),
    maybe("edited_at"),
    count("version"),
    count("favourites_count"),
    count("reblogs_count"),
    count("replies_count"),
    flag("has_media"),
    maybe("quote_of_id"),
    word("quote_state", ""),
    word("quote_policy", "nobody"),
    count("quotes_count"),
    index("status_by_account", "account_id", "id"),
    index("status_by_thread", "thread_id", "id"),
    partial("status_by_reblog", "reblog_of_id IS NOT NULL", "reblog_of_id", "account_id"),
    partial("status_by_quote", "quote_of_id IS NOT NULL", "quote_of_id", "id"),
    partial("status_by_parent", "in_reply_to_id IS NOT NULL", "in_reply_to_id", "id"),
    partial("status_by_expiry", "expires_at IS NOT NULL", "expires_at"),
    partial("status_by_circle", "circle_id IS NOT NULL", "circle_id"),
    partial("status_letters", "audience = 'direct'", "account_id", "thread_id", "id"),
    partial("status_letters_by_thread", "audience = 'direct'", "thread_id", "id"),
    partial("status_listed", "audience IN ('public', 'members') AND reblog_of_id IS NULL", "id"),
)
"""`quote_state` is empty where nothing is quoted, else accepted, revoked or deleted."""

scheduled_status = thing(
    "scheduled_status",
    number("account_id"),
    number("due_at"),
    word("body"),
    index("scheduled_status_by_account", "account_id", "id"),
)
"""What is to be posted later: `body` is read and written by `visibility.scheduled` alone, so that it can be encrypted."""

status_text = keyed(
    "status_text",
    (number("status_id"),),
    word("source"),
    word("html"),
    word("spoiler"),
    word("language"),
    flag("sensitive"),
    words("uri"),
    number("history_from"),
)
"""Words of a status: as typed and as cleaned HTML. `history_from`: earlier versions are for the author alone."""

status_version = keyed(
    "status_version",
    (number("status_id"), number("edited_at")),
    word("source"),
    word("html"),
    word("spoiler"),
    flag("sensitive"),
    word("media"),
    word("poll"),
)
"""What a status said before: one row a version, the newest included."""

mention = keyed(
    "mention",
    (number("status_id"), number("account_id")),
    number("since"),
    small("position"),
    index("mention_of", "account_id", "status_id"),
)

status_tag = keyed("status_tag", (number("tag_id"), number("status_id")), index("status_tag_of", "status_id", "tag_id"))

status_word = keyed("status_word", (number("word"), number("status_id")), index("status_word_of", "status_id", "word"))
"""What search reads: numbers of the stems of statuses for everybody, by authors who let themselves be found. Nothing else."""

pin = keyed("pin", (number("account_id"), number("status_id")), number("id"))

work = keyed(
    "work",
    (number("status_id"),),
    number("account_id"),
    number("position"),
    word("title"),
    index("work_by_account", "account_id", "position"),
)
"""A status that its author shows among their works: its title is for those who may read the status. The largest position is first."""

newest = keyed("newest", (number("account_id"),), number("bound"))
"""No status of this account has a larger id: where the home timeline begins to look."""

status_card = keyed(
    "status_card", (number("status_id"),), number("card_id"), index("status_card_of", "card_id", "status_id")
)
"""The card of the first link of a status that anybody may find."""
