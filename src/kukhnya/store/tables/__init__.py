"""Everything kept, but the statuses themselves (`sealed.py`).

Each column's purpose and age limit is in `docs/reference/retention.md`; a test compares the two.
"""

from sqlalchemy import Column, Text

from kukhnya.store.columns import count, flag, index, keyed, maybe, metadata, number, partial, small, thing, word, words

__all__ = ["metadata"]

account = thing(
    "account",
    word("username"),
    word("username_key"),
    word("domain", ""),
    words("uri"),
    word("display_name", ""),
    word("note", ""),
    word("note_html", ""),
    word("fields", "[]"),
    words("avatar"),
    words("header"),
    flag("closed"),
    flag("locked"),
    flag("bot"),
    flag("discoverable"),
    flag("indexable"),
    flag("graph_hidden"),
    flag("suspended"),
    flag("silenced"),
    number("created_month"),
    maybe("active_week"),
    count("followers_count"),
    count("following_count"),
    count("statuses_count"),
    count("version"),
    word("avatar_description", ""),
    word("header_description", ""),
    word("attribution_domains", "[]"),
    flag("media_hidden"),
    flag("media_replies_hidden"),
    flag("featured_hidden"),
    flag("sensitized"),
    flag("feed"),
    index("account_by_name", "username_key", "domain", unique=True),
    partial("account_of_domain", "domain <> ''", "domain"),
    partial("account_in_directory", "discoverable AND NOT closed", "active_week", "id"),
)
"""A person or bot. `domain` is empty for a member. `created_month` is the first instant of a month."""

member = keyed(
    "member",
    (number("account_id"),),
    words("email"),
    words("email_key"),
    word("password"),
    word("role", "member"),
    word("state", "active"),
    word("language", ""),
    word("default_audience", "followers"),
    maybe("default_circle_id"),
    flag("default_sensitive"),
    maybe("default_expires_in_s"),
    word("default_reblog_audience", "followers"),
    word("new_followers_read_from", "now"),
    maybe("fold_after_days"),
    word("fold_to", "self"),
    word("default_quote_policy", "nobody"),
    count("filters_version"),
    index("member_by_email", "email_key", unique=True),
)
"""What only an account of this server has: how it signs in and what it has chosen."""

follow = keyed(
    "follow",
    (number("follower_id"), number("followee_id")),
    number("id"),
    maybe("reads_from"),
    flag("reblogs"),
    flag("notify"),
    word("languages", "[]"),
    index("follow_of", "followee_id", "follower_id"),
    partial("follow_in_languages", "languages <> '[]'", "follower_id"),
)

follow_request = keyed(
    "follow_request",
    (number("followee_id"), number("follower_id")),
    number("id"),
    flag("reblogs"),
    flag("notify"),
    word("languages", "[]"),
    index("follow_request_by", "follower_id", "followee_id"),
)

block = keyed(
    "block", (number("blocker_id"), number("blocked_id")), number("id"), index("block_of", "blocked_id", "blocker_id")
)

mute = keyed(
    "mute",
    (number("muter_id"), number("muted_id")),
    number("id"),
    maybe("until"),
    flag("notifications"),
    index("mute_of", "muted_id"),
)

thread_mute = keyed("thread_mute", (number("account_id"), number("thread_id")))

circle = thing("circle", number("account_id"), word("title"), index("circle_by_account", "account_id"))
circle_member = keyed(
    "circle_member", (number("circle_id"), number("account_id")), index("circle_member_of", "account_id", "circle_id")
)

list_ = thing(
    "list",
    number("account_id"),
    word("title"),
    word("replies_policy", "list"),
    flag("exclusive"),
    index("list_by_account", "account_id"),
)
list_member = keyed(
    "list_member", (number("list_id"), number("account_id")), index("list_member_of", "account_id", "list_id")
)

favourite = keyed(
    "favourite",
    (number("account_id"), number("status_id")),
    number("id"),
    index("favourite_of", "status_id", "account_id"),
    index("favourite_by_id", "account_id", "id"),
)

bookmark = keyed(
    "bookmark",
    (number("account_id"), number("status_id")),
    number("id"),
    index("bookmark_of", "status_id"),
    index("bookmark_by_id", "account_id", "id"),
)

media = thing(
    "media",
    number("account_id"),
    maybe("status_id"),
    small("position"),
    word("key"),
    word("kind", "image"),
    word("media_type"),
    word("extension"),
    number("width"),
    number("height"),
    number("small_width"),
    number("small_height"),
    word("blurhash", ""),
    word("colour", ""),
    word("description", ""),
    small("focus_x"),
    small("focus_y"),
    maybe("withdrawn_at"),
    maybe("waits_for_id"),
    index("media_by_status", "status_id"),
    partial("media_waiting", "waits_for_id IS NOT NULL", "waits_for_id"),
    index("media_by_account", "account_id"),
    index("media_by_key", "key", unique=True),
)
"""A picture's derivatives; the file's name is `key`, random. Focus is in thousandths. The original is never kept."""

poll = keyed(
    "poll",
    (number("status_id"),),
    maybe("expires_at"),
    flag("multiple"),
    flag("hide_totals"),
    count("votes_count"),
    count("voters_count"),
)
"""A poll has the id of its status."""
poll_option = keyed("poll_option", (number("status_id"), number("position")), word("title"), count("votes_count"))
poll_vote = keyed(
    "poll_vote", (number("status_id"), number("account_id"), number("position")), index("poll_vote_by", "account_id")
)

tag = thing("tag", word("key"), word("name"), index("tag_by_key", "key", unique=True))

notification = thing(
    "notification",
    number("account_id"),
    word("kind"),
    number("from_account_id"),
    number("status_id"),
    flag("filtered"),
    index("notification_by_account", "account_id", "id"),
    index("notification_once", "account_id", "kind", "from_account_id", "status_id", unique=True),
    index("notification_of", "status_id"),
    index("notification_from", "from_account_id"),
    index("notification_grouped", "account_id", "kind", "status_id", "id"),
    partial("notification_kept_back", "filtered", "account_id", "from_account_id", "id"),
)
"""`status_id` is 0 where the notification is about an account alone. `filtered`: kept back by the reader's policy."""

marker = keyed(
    "marker",
    (number("account_id"), Column("timeline", Text, nullable=False)),
    number("last_read_id"),
    number("version"),
    number("updated_at"),
)

app = thing(
    "app",
    word("client_id"),
    word("secret_hash"),
    word("name"),
    word("website", ""),
    word("redirect_uris"),
    word("scopes"),
    index("app_by_client", "client_id", unique=True),
)

oauth_code = keyed(
    "oauth_code",
    (Column("code_hash", Text, nullable=False),),
    number("app_id"),
    number("account_id"),
    word("redirect_uri"),
    word("scopes"),
    word("challenge", ""),
    number("expires_at"),
    maybe("token_id"),
)
"""`token_id`: the token this code was changed into; a second use of the code revokes it."""

token = thing(
    "token",
    word("hash"),
    number("app_id"),
    maybe("account_id"),
    word("scopes"),
    number("created_week"),
    index("token_by_hash", "hash", unique=True),
    index("token_by_account", "account_id"),
    index("token_by_app", "app_id"),
)

login = thing(
    "login",
    word("hash"),
    number("account_id"),
    word("name", ""),
    number("created_week"),
    number("expires_at"),
    index("login_by_hash", "hash", unique=True),
    index("login_by_account", "account_id"),
)
"""A signed-in browser, under the name its owner gave it."""

invite = keyed(
    "invite",
    (Column("code_hash", Text, nullable=False),),
    word("role", "member"),
    number("uses_left"),
    number("expires_at"),
)

custom_emoji = keyed(
    "custom_emoji",
    (Column("shortcode", Text, nullable=False),),
    word("key"),
    word("extension"),
    word("category", ""),
    flag("hidden"),
)

idempotency = keyed(
    "idempotency", (Column("key_hash", Text, nullable=False),), number("status_id"), number("expires_at")
)

job = thing("job", word("kind"), word("body"), number("run_at"), small("attempts"), index("job_due", "run_at", "id"))
"""An event that has happened and whose effects are still to come: ids only, never words."""

id_sequence = keyed("id_sequence", (number("one"),), number("last"))

server = keyed("server", (Column("name", Text, nullable=False),), word("value"))
"""The few things a server knows about itself: its signing key, its rules, whether it has been set up."""

from . import collections as collections  # noqa: E402 - as below
from . import conversations as conversations  # noqa: E402 - a table of its own is registered after these
from . import filters as filters  # noqa: E402 - every table is known once this package is
from . import held as held  # noqa: E402 - as above
from . import law as law  # noqa: E402 - as above
from . import ledger as ledger  # noqa: E402 - as below
from . import links as links  # noqa: E402
from . import looks as looks  # noqa: E402 - as above
from . import mood as mood  # noqa: E402 - as above
from . import moves as moves  # noqa: E402 - as above
from . import notifications as notifications  # noqa: E402 - as above
from . import push as push  # noqa: E402 - each area registers its tables once the shared ones are there
from . import reactions as reactions  # noqa: E402 - as above
from . import staff as staff  # noqa: E402 - tables of their own file are registered with the others
from . import streams as streams  # noqa: E402 - one line an area, where lines are added
from . import support as support  # noqa: E402 - as above
from . import ties as ties  # noqa: E402
from . import warm as warm  # noqa: E402 - as above
