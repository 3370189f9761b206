"""Everybody's filters, ready to be compared with what they read, under the version that the caller's token told."""

from collections import OrderedDict
from collections.abc import Mapping
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
        return (await self.of_many(tx, {tx.viewer.id: version})).get(tx.viewer.id) if version else None

    async def of_many(self, tx: ReadTx, versions: Mapping[int, int]) -> dict[int, Matcher]:
        """The filters of these accounts in these versions, where there are any. One statement or none."""
        asked = {AccountId(who): version for who, version in versions.items() if version}
        missing = [who for who, version in asked.items() if self._known.get(who, (0, None))[0] != version]
        found = await filters.to_match(tx, missing) if missing else {}
        for who in missing:
            self._known[who] = (asked[who], Matcher(found.get(who, [])))
        for who in asked:
            self._known.move_to_end(who)
        matchers = {int(who): matcher for who in asked if (matcher := self._known[who][1])}
        while len(self._known) > _MANY:
            self._known.popitem(last=False)
        return matchers
