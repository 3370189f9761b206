"""The tables of version 0.2.0: what apps ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """From the tables of 0001 to those of 0002."""
    op.create_table(
        "account_domain_block",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("domain", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "domain"),
        sqlite_with_rowid=False,
    )
    op.create_index("account_domain_block_by_id", "account_domain_block", ["account_id", "id"], unique=False)
    op.create_table(
        "account_note",
        sa.Column(
            "writer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "about_account_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("writer_id", "about_account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("account_note_of", "account_note", ["about_account_id"], unique=False)
    op.create_table(
        "announcement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ends_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("all_day", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("updated_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "announcement_reaction",
        sa.Column(
            "announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("announcement_id", "name", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("announcement_reaction_by", "announcement_reaction", ["account_id"], unique=False)
    op.create_table(
        "announcement_read",
        sa.Column(
            "announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("announcement_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("announcement_read_by", "announcement_read", ["account_id"], unique=False)
    op.create_table(
        "card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_hash", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("due_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("title", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("provider_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("author_name", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("author_url", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("language", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("published_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("picture", sa.Text(), nullable=True),
        sa.Column("image_description", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column(
            "width", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "height", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("blurhash", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "card_by_picture",
        "card",
        ["picture"],
        unique=False,
        sqlite_where=sa.text("picture IS NOT NULL"),
        postgresql_where=sa.text("picture IS NOT NULL"),
    )
    op.create_index("card_by_url", "card", ["url_hash"], unique=True)
    op.create_index(
        "card_due",
        "card",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "conversation_mark",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "read_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column(
            "hidden_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("account_id", "thread_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("conversation_mark_of", "conversation_mark", ["thread_id"], unique=False)
    op.create_table(
        "dismissed_suggestion",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "dismissed_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "dismissed_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("dismissed_suggestion_by_id", "dismissed_suggestion", ["account_id", "id"], unique=False)
    op.create_index("dismissed_suggestion_of", "dismissed_suggestion", ["dismissed_id"], unique=False)
    op.create_table(
        "email_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("email_block_by_hash", "email_block", ["hash"], unique=True)
    op.create_table(
        "email_domain_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("email_domain_block_by_domain", "email_domain_block", ["domain"], unique=True)
    op.create_table(
        "endorsement",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "endorsed_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "endorsed_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("endorsement_of", "endorsement", ["endorsed_id"], unique=False)
    op.create_table(
        "featured_tag",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("featured_tag_once", "featured_tag", ["account_id", "key"], unique=True)
    op.create_table(
        "filter",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("filter_by_account", "filter", ["account_id"], unique=False)
    op.create_table(
        "filter_keyword",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("filter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("keyword", sa.Text(), nullable=False),
        sa.Column("whole_word", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("filter_keyword_once", "filter_keyword", ["filter_id", "keyword"], unique=True)
    op.create_table(
        "filter_status",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("filter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("filter_status_of", "filter_status", ["status_id"], unique=False)
    op.create_index("filter_status_once", "filter_status", ["filter_id", "status_id"], unique=True)
    op.create_table(
        "notification_permission",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "from_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("account_id", "from_account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("notification_permission_of", "notification_permission", ["from_account_id"], unique=False)
    op.create_table(
        "notification_policy",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("for_not_following", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.Column("for_not_followers", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.Column("for_new_accounts", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.Column("for_private_mentions", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.Column("for_limited_accounts", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.Column("for_bots", sa.Text(), server_default=sa.text("'accept'"), nullable=False),
        sa.PrimaryKeyConstraint("account_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "push_delivery",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("notification_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("run_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("push_delivery_by_account", "push_delivery", ["account_id"], unique=False)
    op.create_index("push_delivery_due", "push_delivery", ["run_at", "id"], unique=False)
    op.create_index("push_delivery_once", "push_delivery", ["token_id", "notification_id"], unique=True)
    op.create_table(
        "push_subscription",
        sa.Column(
            "token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("p256dh", sa.Text(), nullable=False),
        sa.Column("auth", sa.Text(), nullable=False),
        sa.Column("standard", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("details", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("alerts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("token_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("push_subscription_by_account", "push_subscription", ["account_id"], unique=False)
    op.create_table(
        "report",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("reporter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category", sa.Text(), server_default=sa.text("'other'"), nullable=False),
        sa.Column("comment", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("forwarded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("updated_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("assigned_account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("resolver_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("resolved_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("report_by", "report", ["reporter_id"], unique=False)
    op.create_index("report_of", "report", ["target_account_id"], unique=False)
    op.create_table(
        "report_rule",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("rule_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "rule_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("report_rule_of", "report_rule", ["rule_id"], unique=False)
    op.create_table(
        "report_status",
        sa.Column(
            "report_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "status_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("report_status_of", "report_status", ["status_id"], unique=False)
    op.create_table(
        "rule",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("hint", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "scheduled_status",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("due_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("scheduled_status_by_account", "scheduled_status", ["account_id", "id"], unique=False)
    op.create_table(
        "server_allow",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("server_allow_by_domain", "server_allow", ["domain"], unique=True)
    op.create_table(
        "server_block",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), server_default=sa.text("'silence'"), nullable=False),
        sa.Column("reject_media", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reject_reports", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("private_comment", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("public_comment", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("obfuscate", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("server_block_by_domain", "server_block", ["domain"], unique=True)
    op.create_table(
        "server_block_account",
        sa.Column(
            "server_block_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("server_block_id", "account_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("server_block_account_by", "server_block_account", ["account_id"], unique=False)
    op.create_table(
        "server_text",
        sa.Column("name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column(
            "effective_on", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("name", "effective_on"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "status_card",
        sa.Column(
            "status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("status_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("status_card_of", "status_card", ["card_id", "status_id"], unique=False)
    op.create_table(
        "status_word",
        sa.Column("word", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column(
            "status_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("word", "status_id"),
        sqlite_with_rowid=False,
    )
    op.create_index("status_word_of", "status_word", ["status_id", "word"], unique=False)
    op.create_table(
        "stream_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "tag_follow",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("key", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "key"),
        sqlite_with_rowid=False,
    )
    op.create_index("tag_follow_by_id", "tag_follow", ["account_id", "id"], unique=False)
    op.create_index("tag_follow_of", "tag_follow", ["key", "account_id"], unique=False)
    op.create_table(
        "trend_review",
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("kind", "subject"),
        sqlite_with_rowid=False,
    )
    op.add_column("account", sa.Column("avatar_description", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("account", sa.Column("header_description", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "account", sa.Column("attribution_domains", sa.Text(), server_default=sa.text("'[]'"), nullable=False)
    )
    op.add_column("account", sa.Column("media_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("media_replies_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("featured_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("account", sa.Column("sensitized", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "account_in_directory",
        "account",
        ["active_week", "id"],
        unique=False,
        sqlite_where=sa.text("discoverable AND NOT closed"),
        postgresql_where=sa.text("discoverable AND NOT closed"),
    )
    op.create_index(
        "account_of_domain",
        "account",
        ["domain"],
        unique=False,
        sqlite_where=sa.text("domain <> ''"),
        postgresql_where=sa.text("domain <> ''"),
    )
    op.create_index(
        "follow_in_languages",
        "follow",
        ["follower_id"],
        unique=False,
        sqlite_where=sa.text("languages <> '[]'"),
        postgresql_where=sa.text("languages <> '[]'"),
    )
    op.add_column(
        "media", sa.Column("waits_for_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.create_index(
        "media_waiting",
        "media",
        ["waits_for_id"],
        unique=False,
        sqlite_where=sa.text("waits_for_id IS NOT NULL"),
        postgresql_where=sa.text("waits_for_id IS NOT NULL"),
    )
    op.add_column(
        "member", sa.Column("default_quote_policy", sa.Text(), server_default=sa.text("'nobody'"), nullable=False)
    )
    op.add_column(
        "member",
        sa.Column(
            "filters_version",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
    )
    op.add_column("notification", sa.Column("filtered", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("notification_grouped", "notification", ["account_id", "kind", "status_id", "id"], unique=False)
    op.create_index(
        "notification_kept_back",
        "notification",
        ["account_id", "from_account_id", "id"],
        unique=False,
        sqlite_where=sa.text("filtered"),
        postgresql_where=sa.text("filtered"),
    )
    op.add_column(
        "status", sa.Column("quote_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
    )
    op.add_column("status", sa.Column("quote_state", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("status", sa.Column("quote_policy", sa.Text(), server_default=sa.text("'nobody'"), nullable=False))
    op.add_column(
        "status",
        sa.Column(
            "quotes_count",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
    )
    op.create_index(
        "status_by_quote",
        "status",
        ["quote_of_id", "id"],
        unique=False,
        sqlite_where=sa.text("quote_of_id IS NOT NULL"),
        postgresql_where=sa.text("quote_of_id IS NOT NULL"),
    )
    op.create_index(
        "status_letters",
        "status",
        ["account_id", "thread_id", "id"],
        unique=False,
        sqlite_where=sa.text("audience = 'direct'"),
        postgresql_where=sa.text("audience = 'direct'"),
    )
    op.create_index(
        "status_letters_by_thread",
        "status",
        ["thread_id", "id"],
        unique=False,
        sqlite_where=sa.text("audience = 'direct'"),
        postgresql_where=sa.text("audience = 'direct'"),
    )
    # Whoever lets itself be found is put into the index of search by the worker.
    op.execute(
        "INSERT INTO job (id, kind, body, run_at, attempts) "
        "SELECT id, 'FindabilityChanged', '{\"account_id\"' || ':' || id || '}', 0, 0 FROM account WHERE indexable AND NOT closed"
    )
