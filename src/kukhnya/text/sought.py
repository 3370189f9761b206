"""What somebody looks for: words, and operators that narrow the search.

`from:name` (or `from:me`), `before:2026-11-25` and `after:2026-11-25` (days, UTC, neither included), `has:media`, `has:poll`,
`has:link`, `is:reply`, `is:sensitive`. An operator nobody knows is a word like any other.
"""

import re
from datetime import UTC, date, datetime
from typing import Final

from msgspec import Struct

from kukhnya.model.errors import refused
from kukhnya.model.ids import DAY, SECOND, Time

HAS: Final = ("media", "poll", "link")
IS: Final = ("reply", "sensitive")
_OPERATOR: Final = re.compile(r"(?<!\S)(from|before|after|has|is):(\S+)", re.IGNORECASE)


class Sought(Struct, frozen=True, kw_only=True):
    """A search taken apart. `before` and `after` are instants: older than the one, not older than the other."""

    words: str = ""
    author: str = ""
    before: Time | None = None
    after: Time | None = None
    has: frozenset[str] = frozenset()
    being: frozenset[str] = frozenset()


def read(text: str) -> Sought:
    """Take `text` apart. Raises Refused for a day that is none, or for a `has:` or `is:` nobody knows."""
    said: dict[str, list[str]] = {}
    for name, value in _OPERATOR.findall(text):
        said.setdefault(name.lower(), []).append(value.strip('"'))
    after = [_day(value, "after") for value in said.get("after", [])]
    before = [_day(value, "before") for value in said.get("before", [])]
    return Sought(
        words=_OPERATOR.sub(" ", text).strip(),
        author=said.get("from", [""])[-1],
        before=min(before) if before else None,
        after=Time(max(after) + DAY) if after else None,
        has=_among(said.get("has", []), HAS, "has"),
        being=_among(said.get("is", []), IS, "is"),
    )


def _among(values: list[str], known: tuple[str, ...], name: str) -> frozenset[str]:
    for value in values:
        if value.lower() not in known:
            raise refused("q", "ERR_INVALID", f"{name}: must be one of {', '.join(known)}")
    return frozenset(value.lower() for value in values)


def _day(value: str, name: str) -> Time:
    try:
        day = date.fromisoformat(value)
        return Time(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * SECOND)
    except (ValueError, OverflowError) as error:
        raise refused("q", "ERR_INVALID", f"{name}: must be a day such as 2026-11-25") from error
