"""What a person does not want to read unasked. Their own words, for themselves alone."""

from kukhnya.store.columns import flag, index, maybe, number, thing, word

filter_ = thing(
    "filter",
    number("account_id"),
    word("title"),
    word("context"),
    word("action"),
    maybe("expires_at"),
    index("filter_by_account", "account_id"),
)
"""`context`: words with spaces between."""

filter_keyword = thing(
    "filter_keyword",
    number("filter_id"),
    word("keyword"),
    flag("whole_word"),
    index("filter_keyword_once", "filter_id", "keyword", unique=True),
)

filter_status = thing(
    "filter_status",
    number("filter_id"),
    number("status_id"),
    index("filter_status_once", "filter_id", "status_id", unique=True),
    index("filter_status_of", "status_id"),
)
