"""Everybody's filters, ready to be compared with what they read, under the version that the caller's token told."""

from collections import OrderedDict
from typing import Final

from kukhnya.model.ids import AccountId
from kukhnya.queries import filters
from kukhnya.store.tx import ReadTx
from kukhnya.text.matching import Matcher

_MANY: Final = 2000


class Matchers:
    """Filters of those who have been here lately."""

    def __init__(self) -> None:
        self._known: OrderedDict[AccountId, tuple[int, Matcher]] = OrderedDict()

    async def of(self, tx: ReadTx, version: int) -> Matcher | None:
        """The viewer's filters in this version; None where there are none. One statement where they are not known yet."""
        if version == 0:
            return None
        known = self._known.get(tx.viewer.id)
        if known is None or known[0] != version:
            known = (version, Matcher(await filters.to_match(tx)))
            self._known[tx.viewer.id] = known
            if len(self._known) > _MANY:
                self._known.popitem(last=False)
        self._known.move_to_end(tx.viewer.id)
        return known[1] or None
