"""The tables of version 0.1.0.

Written by `python -m tests.migrations.make first`. What stands here never changes after the release, so it imports
nothing of ours.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def own() -> sa.Column[int]:
    """The row's own id."""
    return sa.Column("id", BIG, primary_key=True, autoincrement=False)


def number(name: str) -> sa.Column[int]:
    """An id, a time or a count that is always there."""
    return sa.Column(name, BIG, nullable=False, autoincrement=False)


def maybe(name: str) -> sa.Column[int]:
    """An id or a time that may be absent."""
    return sa.Column(name, BIG, nullable=True)


def count(name: str) -> sa.Column[int]:
    """A counter that begins at nought."""
    return sa.Column(name, BIG, nullable=False, server_default=sa.text("0"))


def small(name: str) -> sa.Column[int]:
    """A small number."""
    return sa.Column(name, sa.SmallInteger, nullable=False, server_default=sa.text("0"))


def word(name: str, default: str | None = None) -> sa.Column[str]:
    """Text that is always there."""
    said = None if default is None else sa.text(f"'{default}'")
    return sa.Column(name, sa.Text, nullable=False, server_default=said)


def words(name: str) -> sa.Column[str]:
    """Text that may be absent."""
    return sa.Column(name, sa.Text, nullable=True)


def flag(name: str) -> sa.Column[bool]:
    """A claim that is false until said."""
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


key = sa.PrimaryKeyConstraint


def upgrade() -> None:
    """Make every table, and the one row that ids are counted in."""
    for make in (
        _account, _app, _block, _bookmark, _circle, _circle_member, _custom_emoji, _favourite, _follow,
        _follow_request, _id_sequence, _idempotency, _invite, _job, _list, _list_member, _login, _marker, _media,
        _member, _mention, _mute, _newest, _notification, _oauth_code, _pin, _poll, _poll_option, _poll_vote, _server,
        _status, _status_tag, _status_text, _status_version, _tag, _thread_mute, _token,
    ):  # fmt: skip
        make()
    op.execute("INSERT INTO id_sequence (one, last) VALUES (1, 0)")


def _account() -> None:
    op.create_table(
        "account", own(), word("username"), word("username_key"), word("domain", ""), words("uri"),
        word("display_name", ""), word("note", ""), word("note_html", ""), word("fields", "[]"), words("avatar"),
        words("header"), flag("closed"), flag("locked"), flag("bot"), flag("discoverable"), flag("indexable"),
        flag("graph_hidden"), flag("suspended"), flag("silenced"), number("created_month"), maybe("active_week"),
        count("followers_count"), count("following_count"), count("statuses_count"), count("version"),
    )  # fmt: skip
    op.create_index("account_by_name", "account", ["username_key", "domain"], unique=True)


def _app() -> None:
    op.create_table(
        "app", own(), word("client_id"), word("secret_hash"), word("name"), word("website", ""),
        word("redirect_uris"), word("scopes"),
    )  # fmt: skip
    op.create_index("app_by_client", "app", ["client_id"], unique=True)


def _block() -> None:
    op.create_table(
        "block", number("blocker_id"), number("blocked_id"), number("id"), key("blocker_id", "blocked_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("block_of", "block", ["blocked_id", "blocker_id"])


def _bookmark() -> None:
    op.create_table(
        "bookmark", number("account_id"), number("status_id"), number("id"), key("account_id", "status_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("bookmark_by_id", "bookmark", ["account_id", "id"])
    op.create_index("bookmark_of", "bookmark", ["status_id"])


def _circle() -> None:
    op.create_table("circle", own(), number("account_id"), word("title"))
    op.create_index("circle_by_account", "circle", ["account_id"])


def _circle_member() -> None:
    op.create_table(
        "circle_member", number("circle_id"), number("account_id"), key("circle_id", "account_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("circle_member_of", "circle_member", ["account_id", "circle_id"])


def _custom_emoji() -> None:
    op.create_table(
        "custom_emoji", word("shortcode"), word("key"), word("extension"), word("category", ""), flag("hidden"),
        key("shortcode"), sqlite_with_rowid=False,
    )  # fmt: skip


def _favourite() -> None:
    op.create_table(
        "favourite", number("account_id"), number("status_id"), number("id"), key("account_id", "status_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("favourite_by_id", "favourite", ["account_id", "id"])
    op.create_index("favourite_of", "favourite", ["status_id", "account_id"])


def _follow() -> None:
    op.create_table(
        "follow", number("follower_id"), number("followee_id"), number("id"), maybe("reads_from"), flag("reblogs"),
        flag("notify"), word("languages", "[]"), key("follower_id", "followee_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("follow_of", "follow", ["followee_id", "follower_id"])


def _follow_request() -> None:
    op.create_table(
        "follow_request", number("followee_id"), number("follower_id"), number("id"), flag("reblogs"), flag("notify"),
        word("languages", "[]"), key("followee_id", "follower_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("follow_request_by", "follow_request", ["follower_id", "followee_id"])


def _id_sequence() -> None:
    op.create_table("id_sequence", number("one"), number("last"), key("one"), sqlite_with_rowid=False)


def _idempotency() -> None:
    op.create_table(
        "idempotency", word("key_hash"), number("status_id"), number("expires_at"), key("key_hash"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _invite() -> None:
    op.create_table(
        "invite", word("code_hash"), word("role", "member"), number("uses_left"), number("expires_at"),
        key("code_hash"), sqlite_with_rowid=False,
    )  # fmt: skip


def _job() -> None:
    op.create_table("job", own(), word("kind"), word("body"), number("run_at"), small("attempts"))
    op.create_index("job_due", "job", ["run_at", "id"])


def _list() -> None:
    op.create_table(
        "list", own(), number("account_id"), word("title"), word("replies_policy", "list"), flag("exclusive"),
    )  # fmt: skip
    op.create_index("list_by_account", "list", ["account_id"])


def _list_member() -> None:
    op.create_table(
        "list_member", number("list_id"), number("account_id"), key("list_id", "account_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("list_member_of", "list_member", ["account_id", "list_id"])


def _login() -> None:
    op.create_table(
        "login", own(), word("hash"), number("account_id"), word("name", ""), number("created_week"),
        number("expires_at"),
    )  # fmt: skip
    op.create_index("login_by_account", "login", ["account_id"])
    op.create_index("login_by_hash", "login", ["hash"], unique=True)


def _marker() -> None:
    op.create_table(
        "marker", number("account_id"), word("timeline"), number("last_read_id"), number("version"),
        number("updated_at"), key("account_id", "timeline"), sqlite_with_rowid=False,
    )  # fmt: skip


def _media() -> None:
    op.create_table(
        "media", own(), number("account_id"), maybe("status_id"), small("position"), word("key"),
        word("kind", "image"), word("media_type"), word("extension"), number("width"), number("height"),
        number("small_width"), number("small_height"), word("blurhash", ""), word("colour", ""),
        word("description", ""), small("focus_x"), small("focus_y"), maybe("withdrawn_at"),
    )  # fmt: skip
    op.create_index("media_by_account", "media", ["account_id"])
    op.create_index("media_by_key", "media", ["key"], unique=True)
    op.create_index("media_by_status", "media", ["status_id"])


def _member() -> None:
    op.create_table(
        "member", number("account_id"), words("email"), words("email_key"), word("password"), word("role", "member"),
        word("state", "active"), word("language", ""), word("default_audience", "followers"),
        maybe("default_circle_id"), flag("default_sensitive"), maybe("default_expires_in_s"),
        word("default_reblog_audience", "followers"), word("new_followers_read_from", "now"),
        maybe("fold_after_days"), word("fold_to", "self"), key("account_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("member_by_email", "member", ["email_key"], unique=True)


def _mention() -> None:
    op.create_table(
        "mention", number("status_id"), number("account_id"), number("since"), small("position"),
        key("status_id", "account_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("mention_of", "mention", ["account_id", "status_id"])


def _mute() -> None:
    op.create_table(
        "mute", number("muter_id"), number("muted_id"), number("id"), maybe("until"), flag("notifications"),
        key("muter_id", "muted_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("mute_of", "mute", ["muted_id"])


def _newest() -> None:
    op.create_table("newest", number("account_id"), number("bound"), key("account_id"), sqlite_with_rowid=False)


def _notification() -> None:
    op.create_table(
        "notification", own(), number("account_id"), word("kind"), number("from_account_id"), number("status_id"),
    )  # fmt: skip
    op.create_index("notification_by_account", "notification", ["account_id", "id"])
    op.create_index("notification_from", "notification", ["from_account_id"])
    op.create_index("notification_of", "notification", ["status_id"])
    op.create_index(
        "notification_once", "notification", ["account_id", "kind", "from_account_id", "status_id"], unique=True,
    )  # fmt: skip


def _oauth_code() -> None:
    op.create_table(
        "oauth_code", word("code_hash"), number("app_id"), number("account_id"), word("redirect_uri"), word("scopes"),
        word("challenge", ""), number("expires_at"), maybe("token_id"), key("code_hash"), sqlite_with_rowid=False,
    )  # fmt: skip


def _pin() -> None:
    op.create_table(
        "pin", number("account_id"), number("status_id"), number("id"), key("account_id", "status_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _poll() -> None:
    op.create_table(
        "poll", number("status_id"), maybe("expires_at"), flag("multiple"), flag("hide_totals"), count("votes_count"),
        count("voters_count"), key("status_id"), sqlite_with_rowid=False,
    )  # fmt: skip


def _poll_option() -> None:
    op.create_table(
        "poll_option", number("status_id"), number("position"), word("title"), count("votes_count"),
        key("status_id", "position"), sqlite_with_rowid=False,
    )  # fmt: skip


def _poll_vote() -> None:
    op.create_table(
        "poll_vote", number("status_id"), number("account_id"), number("position"),
        key("status_id", "account_id", "position"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("poll_vote_by", "poll_vote", ["account_id"])


def _server() -> None:
    op.create_table("server", word("name"), word("value"), key("name"), sqlite_with_rowid=False)


def _status() -> None:
    op.create_table(
        "status", own(), number("account_id"), word("audience"), maybe("circle_id"), maybe("expires_at"),
        maybe("reblog_of_id"), maybe("in_reply_to_id"), maybe("in_reply_to_account_id"), number("thread_id"),
        number("created_at"), maybe("edited_at"), count("version"), count("favourites_count"), count("reblogs_count"),
        count("replies_count"), flag("has_media"),
    )  # fmt: skip
    op.create_index("status_by_account", "status", ["account_id", "id"])
    op.create_index(
        "status_by_circle", "status", ["circle_id"], sqlite_where=sa.text("circle_id IS NOT NULL"),
        postgresql_where=sa.text("circle_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "status_by_expiry", "status", ["expires_at"], sqlite_where=sa.text("expires_at IS NOT NULL"),
        postgresql_where=sa.text("expires_at IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "status_by_parent", "status", ["in_reply_to_id", "id"], sqlite_where=sa.text("in_reply_to_id IS NOT NULL"),
        postgresql_where=sa.text("in_reply_to_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index(
        "status_by_reblog", "status", ["reblog_of_id", "account_id"],
        sqlite_where=sa.text("reblog_of_id IS NOT NULL"), postgresql_where=sa.text("reblog_of_id IS NOT NULL"),
    )  # fmt: skip
    op.create_index("status_by_thread", "status", ["thread_id", "id"])
    op.create_index(
        "status_listed", "status", ["id"],
        sqlite_where=sa.text("audience IN ('public', 'members') AND reblog_of_id IS NULL"),
        postgresql_where=sa.text("audience IN ('public', 'members') AND reblog_of_id IS NULL"),
    )  # fmt: skip


def _status_tag() -> None:
    op.create_table(
        "status_tag", number("tag_id"), number("status_id"), key("tag_id", "status_id"), sqlite_with_rowid=False,
    )  # fmt: skip
    op.create_index("status_tag_of", "status_tag", ["status_id", "tag_id"])


def _status_text() -> None:
    op.create_table(
        "status_text", number("status_id"), word("source"), word("html"), word("spoiler"), word("language"),
        flag("sensitive"), words("uri"), number("history_from"), key("status_id"), sqlite_with_rowid=False,
    )  # fmt: skip


def _status_version() -> None:
    op.create_table(
        "status_version", number("status_id"), number("edited_at"), word("source"), word("html"), word("spoiler"),
        flag("sensitive"), word("media"), word("poll"), key("status_id", "edited_at"), sqlite_with_rowid=False,
    )  # fmt: skip


def _tag() -> None:
    op.create_table("tag", own(), word("key"), word("name"))
    op.create_index("tag_by_key", "tag", ["key"], unique=True)


def _thread_mute() -> None:
    op.create_table(
        "thread_mute", number("account_id"), number("thread_id"), key("account_id", "thread_id"),
        sqlite_with_rowid=False,
    )  # fmt: skip


def _token() -> None:
    op.create_table(
        "token", own(), word("hash"), number("app_id"), maybe("account_id"), word("scopes"), number("created_week"),
    )  # fmt: skip
    op.create_index("token_by_account", "token", ["account_id"])
    op.create_index("token_by_app", "token", ["app_id"])
    op.create_index("token_by_hash", "token", ["hash"], unique=True)
