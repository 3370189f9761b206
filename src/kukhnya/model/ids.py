"""Ids and times: numbers that cannot be taken for one another.

An id is 64 bits: milliseconds since 1970 in the upper 48, a counter in the lower 16. All ids come
from one sequence, so a larger id is a later one, whatever it names. In JSON they are strings of
digits. A time is whole milliseconds since 1970, UTC: the same number in SQLite, PostgreSQL and here,
so that "expires exactly now" means one thing.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NewType

AccountId = NewType("AccountId", int)
StatusId = NewType("StatusId", int)
ScheduledStatusId = NewType("ScheduledStatusId", int)
MediaId = NewType("MediaId", int)
PollId = NewType("PollId", int)
ListId = NewType("ListId", int)
CircleId = NewType("CircleId", int)
ThreadId = NewType("ThreadId", int)
NotificationId = NewType("NotificationId", int)
FilterId = NewType("FilterId", int)
FilterKeywordId = NewType("FilterKeywordId", int)
FilterStatusId = NewType("FilterStatusId", int)
ReportId = NewType("ReportId", int)
AnnouncementId = NewType("AnnouncementId", int)
EntryNumber = NewType("EntryNumber", int)
RuleId = NewType("RuleId", int)
BlockId = NewType("BlockId", int)
AppId = NewType("AppId", int)
TokenId = NewType("TokenId", int)
CardId = NewType("CardId", int)
CollectionId = NewType("CollectionId", int)
CollectionItemId = NewType("CollectionItemId", int)
MoveId = NewType("MoveId", int)
Time = NewType("Time", int)

ANYBODY: Final = AccountId(0)
"""The viewer who is not signed in. No account ever has this id."""

TOP: Final = 1 << 62
"""Above every id."""

SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

_COUNTER_BITS: Final = 16


def first_id_at(time: Time) -> int:
    """The smallest id that a thing made at `time` can have."""
    return time << _COUNTER_BITS


def time_of(any_id: int) -> Time:
    """When the thing named by this id was made."""
    return Time(any_id >> _COUNTER_BITS)


def parse_id(text: str) -> int | None:
    """The id written in `text`, or None where it is no id: not only digits, or beyond 63 bits."""
    if not text.isascii() or not text.isdigit() or len(text) > 19:  # noqa: PLR2004
        return None
    number = int(text)
    return number if 0 < number < 1 << 63 else None


def to_datetime(time: int) -> datetime:
    """`time` in UTC."""
    return datetime.fromtimestamp(time / SECOND, UTC)


def iso(time: int) -> str:
    """`time` as Mastodon clients expect it: `2026-11-24T10:58:00.000Z`."""
    day, rest = divmod(time, DAY)
    minute, rest = divmod(rest, MINUTE)
    second, rest = divmod(rest, SECOND)
    return f"{_date(day)}T{_MINUTES[minute]}:{second:02d}.{rest:03d}Z"


_MINUTES: Final = tuple(f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(DAY // MINUTE))
"""The minutes of a day: written once, for a page tells some forty times."""


@lru_cache(maxsize=2000)
def _date(day: int) -> str:
    """The date of a day counted from 1970. Nearly all times that are told at once are of a few days."""
    return to_datetime(day * DAY).date().isoformat()


@lru_cache(maxsize=1_000)
def month(time: int) -> Time:
    """The first instant of the month that holds `time`: all that is kept of when an account was made."""
    moment = to_datetime(time)
    return Time(int(datetime(moment.year, moment.month, 1, tzinfo=UTC).timestamp()) * SECOND)


def tomorrow(time: int) -> Time:
    """The first instant of the day after `time` (UTC): when those who look after the server hear who has come."""
    return Time((time // DAY + 1) * DAY)


def week(time: int) -> Time:
    """The first instant of the ISO week (Monday, UTC) that holds `time`."""
    monday = (time // DAY + 3) // 7 * 7 - 3
    return Time(monday * DAY)
