"""Lists that are read a page at a time."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Select

from kukhnya.model.page import Page

from .statement import Statement, param
from .tx import ReadTx


class Paged:
    """A SELECT whose pages are bounded by an id: composed once for each direction."""

    __slots__ = ("_down", "_up")

    def __init__(
        self, select: Select[Any], by: ColumnElement[int], then: Callable[[FromClause], Select[Any]] | None = None
    ) -> None:
        """`by` is the column of the bounds; it need not be selected.

        `then` says what is selected of the page, where something is to be asked of its rows alone; their order is lost.
        """
        bounded = select.where(by < param("max_id"), by > param("low")).limit(param("limit")).offset(param("offset"))
        down, up = bounded.order_by(by.desc()), bounded.order_by(by.asc())
        self._down = Statement(then(down.subquery("page")) if then else down)
        self._up = Statement(then(up.subquery("page")) if then else up)

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
