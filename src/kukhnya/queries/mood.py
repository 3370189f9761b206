"""How people say they are: what may be shown of whole weeks and months, and to somebody what they have said themself.

An answer is found by a hash of its author's number under a key that lives for a month. As long as it lives, this server can
tell whose an answer is, and the two queries about oneself do; with the key that is over, for the server as for everybody.
"""

import hmac
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from sqlalchemy import literal_column, select

from kukhnya.model.ids import AccountId, Time, month, week
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables.mood import audit, mood_answer, mood_span
from kukhnya.store.tables.warm import warm_choice
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

from .server import value

KEY: Final = "mood_key"
"""Under this name the server keeps the month and its key."""
WEEK: Final = "week"
MONTH: Final = "month"
SHOWN_WEEKS: Final = 53
_HASH_BYTES: Final = 16


class Figures(Struct, frozen=True, kw_only=True):
    """What may be shown of a week or a month: how many were asked and, where enough have answered, the index and its interval."""

    asked: int
    people: int | None = None
    """How many have answered; None where they are too few to be shown, and so is everything below."""
    answers: int | None = None
    index: float | None = None
    low: float | None = None
    high: float | None = None


class Span(Struct, frozen=True):
    """A week or month that is over."""

    begin: Time
    figures: Figures


class Key(Struct, frozen=True):
    """The key of a month, and how it is kept."""

    month: int
    secret: bytes
    kept: str

    def who(self, account_id: AccountId) -> str:
        """The hash under which this account's answers of the month are kept."""
        return hmac.digest(self.secret, b"mood %d" % account_id, "sha256")[:_HASH_BYTES].hex()


_off: Final = Statement(select(warm_choice.c.no_questions).where(warm_choice.c.account_id == VIEWER))
_answered: Final = Statement(
    select(literal_column("1")).where(mood_answer.c.week == param("week"), mood_answer.c.who == text_param("who"))
)
_own: Final = Statement(
    select(mood_answer.c.week, mood_answer.c.worth)
    .where(mood_answer.c.who == text_param("who"))
    .order_by(mood_answer.c.week)
)
_spans: Final = Statement(
    select(mood_span.c.begin, mood_span.c.figures)
    .where(mood_span.c.span == text_param("span"), mood_span.c.figures != "")
    .order_by(mood_span.c.begin.desc())
    .limit(SHOWN_WEEKS)
)
_audits: Final = Statement(select(audit).order_by(audit.c.week.desc()).limit(param("most")))
_figures: Final = msgspec.json.Decoder(Figures)


async def key(tx: ReadTx) -> Key | None:
    """The key that is kept, be its month over or not; None before anybody has answered."""
    kept = await value(tx, KEY)
    if kept is None:
        return None
    begun, _, secret = kept.partition(" ")
    return Key(int(begun), bytes.fromhex(secret), kept)


def month_of(now: int) -> Time:
    """The month to which the week belongs that holds `now`: that of its Monday, so that a week has one key."""
    return month(week(Time(now)))


async def questions_off(tx: ReadTx) -> bool:
    """Does the viewer want to be asked nothing?"""
    return bool(await tx.value(_off))


async def answered(tx: ReadTx) -> bool:
    """Has the viewer answered this week?"""
    known = await key(tx)
    if known is None or known.month != month_of(tx.now):
        return False
    return await tx.value(_answered, week=week(tx.now), who=known.who(tx.viewer.id)) is not None


async def own(tx: ReadTx) -> list[tuple[Time, int]]:
    """What the viewer has answered this month, week by week; earlier answers are nobody's any more."""
    known = await key(tx)
    if known is None or known.month != month_of(tx.now):
        return []
    return [(Time(row["week"]), int(row["worth"])) for row in await tx.all(_own, who=known.who(tx.viewer.id))]


async def spans(tx: ReadTx, kind: str) -> list[Span]:
    """The last year's weeks, or months, that are over, the newest first."""
    return [Span(Time(row["begin"]), _figures.decode(row["figures"])) for row in await tx.all(_spans, span=kind)]


async def audits(tx: ReadTx, most: int = SHOWN_WEEKS) -> Sequence[Any]:
    """The neutrality audits that are kept, the newest first: rows of `week` and `figures` (JSON)."""
    return await tx.all(_audits, most=most)
