"""How close those whom the caller follows are to them, counted once an hour, and how far that lifts what they write.

What somebody likes or writes counts from the next full hour on, so that a page of the warm feed does not move under the
hand that turns it. What is remembered here lies in the database anyway; nothing else is kept, and that not for long.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from kukhnya.model.ids import HOUR, AccountId, Time
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.closeness import closeness
from kukhnya.visibility.warm import Lifts, lifts

_MANY: Final = 2000


def hour(time: int) -> Time:
    """The full hour before `time`."""
    return Time(time // HOUR * HOUR)


class _Known(Struct):
    close: Mapping[int, float]
    slider: int = 0
    how: Lifts | None = None


class Nearness:
    """Those who are close, to those who have been here lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[AccountId, Time], _Known] = OrderedDict()

    async def lifts(self, tx: ReadTx, until: Time, epoch: int, slider: int) -> Lifts:
        """The viewer's lifts, closeness counted up to this full hour. One statement where that is not known yet."""
        known = await self._of(tx, until)
        if known.how is None or known.slider != slider or known.how.epoch != epoch:
            known.how, known.slider = lifts(epoch, slider, known.close), slider
        return known.how

    async def _of(self, tx: ReadTx, until: Time) -> _Known:
        key = (tx.viewer.id, until)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Known(await closeness(tx, until))
            while len(self._known) > _MANY:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return found
