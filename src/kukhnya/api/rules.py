"""What the server asks of its members and says about itself, as apps and pages show it."""

from collections.abc import Sequence
from typing import Any, Final

from kukhnya.door.route import Call
from kukhnya.model.ids import to_datetime
from kukhnya.text.render import clean, to_html

PRIVACY_DATE: Final = "2026-11-26T00:00:00.000Z"
PRIVACY: Final = """\
What you post is kept until you delete it, or until the time you gave it is over; deleting erases it at once, with its \
pictures and earlier versions. Your audience decides who may read it, and you can narrow it afterwards.

An e-mail address is kept only if you give one. Passwords, tokens and invites are kept as hashes. Of when you came the month \
is kept, of when you last posted the week. Of what you answer when asked how your week was, this server could tell until the month \
is over that it was yours; then the key to that is destroyed.

No client address, no browser, no place and no telephone number is kept; what you read, search or are warned of leaves no record. \
All metadata of pictures is removed.

Deleting your account erases everything that is yours, at once. Whoever runs this server may add to this text."""
"""What is true of every server until its own words are written: docs/reference/retention.md in short."""


def shaped(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Rules from their rows."""
    return [{"id": str(row["id"]), "text": row["text"], "hint": row["hint"], "translations": {}} for row in rows]


def html(call: Call, source: str) -> str:
    """A text of whoever runs the server: HTML where it begins with a tag, else plain text with links."""
    if source.lstrip().startswith("<"):
        return clean(source)
    return to_html(source, mentions={}, tag_url=lambda key: call.address(f"/tags/{key}"))


def day(time: int) -> str:
    """The day of a time: `2026-11-24`."""
    return to_datetime(time).strftime("%Y-%m-%d")
