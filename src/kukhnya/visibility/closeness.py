"""How close the reader is to those they follow: counted from what the reader has written and liked, from nothing else.

    c = 1 − exp(−(2 × replies + likes in thirty days) / 3)

Whoever is followed and has had neither is not in the answer. What an author knows or does changes nothing here.
"""

from math import exp
from typing import Final

from kukhnya.model.ids import DAY, Time, first_id_at
from kukhnya.store.statement import Statement
from kukhnya.store.tx import ReadTx

DAYS: Final = 30
MOST: Final = 200
"""So many authors at most are close to one reader: those who are closest."""
_REPLY: Final = 2
_SOON: Final = 3

_TEXT: Final = """
SELECT w.author, sum(w.weight) AS weight FROM (
  SELECT s.in_reply_to_account_id AS author, :reply AS weight FROM status s
  WHERE s.account_id = :viewer AND s.id >= :since AND s.id < :until AND s.in_reply_to_account_id <> :viewer
  UNION ALL SELECT s.account_id, 1 FROM favourite v {join} status s ON s.id = v.status_id
  WHERE v.account_id = :viewer AND v.id >= :since AND v.id < :until) w
{join} follow f ON f.follower_id = :viewer AND f.followee_id = w.author
GROUP BY w.author ORDER BY 2 DESC, 1 LIMIT :most"""
_statement: Final = Statement(None, sqlite=_TEXT.format(join="CROSS JOIN"), postgresql=_TEXT.format(join="JOIN"))


async def closeness(tx: ReadTx, until: Time) -> dict[int, float]:
    """The followed to whom the reader has replied, or whose statuses they have liked, in the thirty days up to `until`: c of each."""
    since = Time(max(until - DAYS * DAY, 0))
    rows = await tx.all(_statement, since=first_id_at(since), until=first_id_at(until), reply=_REPLY, most=MOST)
    return {int(row[0]): 1 - exp(-int(row[1]) / _SOON) for row in rows}
