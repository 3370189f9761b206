"""The weekly neutrality audit: of what a run of the warm job has in its memory, to aggregates that anybody may read.

The job calls `audit_week` once its scores are in force; the first run of a week is audited. Words are taken apart and judged here,
in memory, and nothing of them, of groups or of people is written: only figures of twenty statuses or more.
"""

import asyncio
from collections.abc import Callable, Sequence
from math import log2
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.keep_audit import keep_audit
from kukhnya.model.ids import HOUR, week
from kukhnya.model.viewer import NOBODY
from kukhnya.model.warmth import STEPS
from kukhnya.model.words import Words
from kukhnya.queries import mood
from kukhnya.store.store import Store
from kukhnya.store.tx import ReadTx
from kukhnya.text.lemmas import lemmas_of, words
from kukhnya.visibility import appreciated
from kukhnya.visibility.audited import Placed, homes, placed, said
from kukhnya.warm.tone import Lexicon

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from kukhnya.warm.audit import Feed, Sample
    from kukhnya.warm.findings import Audit

_TRENDS_HALF_LIFE_H: Final = 6.0
_NO_TREND: Final = -1e6


class Run(Struct, frozen=True, kw_only=True):
    """What the job has in its memory once it has scored: numbers in place of people, ids of statuses, no words."""

    ids: "Sequence[int]"
    """The status of each post 0…posts-1 that was looked at."""
    rater: "NDArray[np.int32]"
    """Who appreciates …"""
    rated: "NDArray[np.int32]"
    """… which post."""
    weight: "NDArray[np.float32]"
    group: "NDArray[np.int8]"
    groups: int


async def audit_week(store: Store, run: Run, met: Callable[[Words], bool] | None = None) -> bool:
    """Audit this run and keep what comes out, unless this week has its audit; True where it was done.

    `met`: would these words meet a warning of a law pack? Without it nothing is said of such posts.
    """
    async with store.read(NOBODY) as tx:
        newest = await mood.audits(tx, 1)
        if newest and newest[0]["week"] == week(tx.now):
            return False
        sample = await sampled(tx, run, met)
        seed = week(tx.now) % (1 << 32)
    found = await asyncio.to_thread(_audit, sample, seed)
    figures = msgspec.json.encode(found).decode()
    await store.write(NOBODY, lambda tx: keep_audit(tx, figures))
    return True


def _audit(sample: "Sample", seed: int) -> "Audit":
    from kukhnya.warm.audit import audit  # noqa: PLC0415 - numpy is for the job alone

    return audit(sample, seed=seed)


async def sampled(tx: ReadTx, run: Run, met: Callable[[Words], bool] | None) -> "Sample":
    """The run beside what the database says of its statuses."""
    import numpy as np  # noqa: PLC0415 - as above

    from kukhnya.warm.audit import Sample  # noqa: PLC0415 - as above

    steps = {row[0]: row[1] async for part in appreciated.scored(tx) for row in part}
    known = await placed(tx, list(steps))
    judged = await _judged(tx, [each.id for each in known], met)
    liked, place = _liked(run), {int(an_id): number for number, an_id in enumerate(run.ids)}
    return Sample(
        lift=np.array([lift(steps[each.id]) for each in known]),
        posted_h=np.array([each.created_at / HOUR for each in known]),
        trends=np.array([trend(each, tx.now) for each in known]),
        appreciated=liked[[place.get(each.id, len(run.ids)) for each in known]],
        looked=np.array([each.id in judged for each in known], bool),
        tone=np.array([judged.get(each.id, (np.nan, False))[0] for each in known]),
        flagged=np.array([judged.get(each.id, (np.nan, False))[1] for each in known], bool),
        weight=np.asarray(run.weight, np.float64),
        group=run.group,
        feeds=[_feed(home, steps, tx.now) for home in await homes(tx)],
    )


def lift(step: int) -> float:
    """How far a step lifts, 0…1, as the warm feed does."""
    return max(0.0, 2 * (step + 0.5) / STEPS - 1)


def trend(status: Placed, now: int) -> float:
    """The logarithm of (likes + shares - 1)² halved every six hours, as other servers rank trends; nothing below two."""
    if status.appreciations <= 1:
        return _NO_TREND
    return 2 * log2(status.appreciations - 1) - (now - status.created_at) / HOUR / _TRENDS_HALF_LIFE_H


async def _judged(tx: ReadTx, ids: Sequence[int], met: Callable[[Words], bool] | None) -> dict[int, tuple[float, bool]]:
    """The tone of the words of each status that may be looked at (NaN: none), and whether they would meet a warning."""
    lexicon, judged = Lexicon(lemmas_of), dict[int, tuple[float, bool]]()
    async for some in said(tx, ids):
        judged |= await asyncio.to_thread(_judge, lexicon, some, met)
    return judged


def _judge(
    lexicon: Lexicon, some: list[tuple[int, str]], met: Callable[[Words], bool] | None
) -> dict[int, tuple[float, bool]]:
    judged = {}
    for an_id, text in some:
        taken = words(text)
        tone = lexicon.tone(taken)
        judged[an_id] = (float("nan") if tone is None else tone, met is not None and met(taken))
    return judged


def _liked(run: Run) -> "NDArray[np.float64]":
    """The weights of those who appreciate each post, by group; a last row of noughts for what the run has not looked at."""
    import numpy as np  # noqa: PLC0415 - as above

    place = np.asarray(run.rated, np.int64) * run.groups + run.group[run.rater]
    sums = np.bincount(place, run.weight[run.rater], minlength=(len(run.ids) + 1) * run.groups)
    return np.asarray(sums.reshape(len(run.ids) + 1, run.groups), np.float64)


def _feed(home: list[Placed], steps: dict[int, int], now: int) -> "Feed":
    import numpy as np  # noqa: PLC0415 - as above

    from kukhnya.warm.audit import Feed  # noqa: PLC0415 - as above

    return Feed(
        np.array([lift(steps[each.id]) if each.id in steps else 0.0 for each in home]),
        np.array([each.created_at / HOUR for each in home]),
        np.array([trend(each, now) for each in home]),
    )
