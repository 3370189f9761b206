"""What those who look after the server keep: its rules and texts, announcements, reports, and whom it shuts out."""

from sqlalchemy import Column, Text

from kukhnya.store.columns import count, flag, index, keyed, maybe, number, thing, word

rule = thing("rule", word("text"), word("hint", ""), count("position"))
"""In the order of `position`; among equals the older one first."""

server_text = keyed(
    "server_text", (Column("name", Text, nullable=False), number("effective_on")), word("source"), number("updated_at")
)
"""`effective_on` is 0 where a text has no date: only terms of service have several."""

announcement = thing(
    "announcement", word("source"), maybe("starts_at"), maybe("ends_at"), flag("all_day"), number("updated_at")
)
announcement_read = keyed(
    "announcement_read", (number("announcement_id"), number("account_id")), index("announcement_read_by", "account_id")
)
announcement_reaction = keyed(
    "announcement_reaction",
    (number("announcement_id"), Column("name", Text, nullable=False), number("account_id")),
    index("announcement_reaction_by", "account_id"),
)

report = thing(
    "report",
    number("reporter_id"),
    number("target_account_id"),
    word("category", "other"),
    word("comment", ""),
    flag("forwarded"),
    number("updated_at"),
    maybe("assigned_account_id"),
    maybe("resolver_id"),
    maybe("resolved_at"),
    index("report_by", "reporter_id"),
    index("report_of", "target_account_id"),
)
report_status = keyed(
    "report_status",
    (number("report_id"), number("status_id")),
    word("audience"),
    index("report_status_of", "status_id"),
)
"""`audience`: whom the status was for when it was reported."""
report_rule = keyed("report_rule", (number("report_id"), number("rule_id")), index("report_rule_of", "rule_id"))

server_block = thing(
    "server_block",
    word("domain"),
    word("severity", "silence"),
    flag("reject_media"),
    flag("reject_reports"),
    word("private_comment", ""),
    word("public_comment", ""),
    flag("obfuscate"),
    index("server_block_by_domain", "domain", unique=True),
)
server_block_account = keyed(
    "server_block_account",
    (number("server_block_id"), number("account_id")),
    word("severity"),
    index("server_block_account_by", "account_id"),
)
"""Accounts that are silenced or suspended because their server is, and not for themselves."""
server_allow = thing("server_allow", word("domain"), index("server_allow_by_domain", "domain", unique=True))
email_domain_block = thing(
    "email_domain_block", word("domain"), index("email_domain_block_by_domain", "domain", unique=True)
)
email_block = thing("email_block", word("hash"), index("email_block_by_hash", "hash", unique=True))
"""SHA-256 of a canonical address; the address itself is not kept."""
