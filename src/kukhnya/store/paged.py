"""Lists that are read a page at a time."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from kukhnya.model.page import Page

from .statement import Statement, param
from .tx import ReadTx


class Paged:
    """A SELECT whose pages are bounded by an id: composed once for each direction."""

    __slots__ = ("_down", "_up")

    def __init__(self, select: Select[Any], by: ColumnElement[int]) -> None:
        """`by` is the column of the bounds; it need not be selected."""
        bounded = select.where(by < param("max_id"), by > param("low")).limit(param("limit")).offset(param("offset"))
        self._down = Statement(bounded.order_by(by.desc()))
        self._up = Statement(bounded.order_by(by.asc()))

    async def rows(self, tx: ReadTx, page: Page, **values: Any) -> list[Any]:
        """One page of rows, newest first. One statement."""
        rows = await tx.all(
            self._up if page.upwards else self._down,
            max_id=page.max_id, low=page.low, limit=page.limit, offset=page.offset, **values,
        )  # fmt: skip
        return rows[::-1] if page.upwards else rows

    async def ids(self, tx: ReadTx, page: Page, **values: Any) -> list[int]:
        """The first column of `rows`."""
        return [row[0] for row in await self.rows(tx, page, **values)]
