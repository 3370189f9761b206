"""How close those whom the caller follows are to them, counted once an hour.

What somebody likes or writes counts from the next full hour on, so that a page of the warm feed does not move under the
hand that turns it. What is remembered here lies in the database anyway; nothing else is kept, and that not for long.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Final

from kukhnya.model.ids import HOUR, AccountId, Time
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.closeness import closeness

_MANY: Final = 2000


def hour(time: int) -> Time:
    """The full hour before `time`."""
    return Time(time // HOUR * HOUR)


class Nearness:
    """Those who are close, to those who have been here lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[tuple[AccountId, Time], Mapping[int, float]] = OrderedDict()

    async def of(self, tx: ReadTx, until: Time) -> Mapping[int, float]:
        """Author by author, for the viewer, up to this full hour. One statement where it is not known yet."""
        key = (tx.viewer.id, until)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = await closeness(tx, until)
            while len(self._known) > _MANY:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return found
