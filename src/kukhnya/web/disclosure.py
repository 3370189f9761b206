"""What an order would get, for the person it would be about."""

from typing import Any, Final

from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get
from kukhnya.queries import disclosure
from kukhnya.queries.disclosure import Disclosure, Part
from kukhnya.store.tx import ReadTx

from .show import page
from .spoken import KEPT

SHOWN: Final = 20
"""Rows of one table on the page."""


@get("/settings/disclosure", page=True, twin="/api/kukhnya/v1/disclosure")
async def disclosed(tx: ReadTx, call: Call) -> Answer:
    """Everything that is kept about whoever has signed in, read off the tables at this moment. Looking leaves no trace."""
    said = await disclosure.about(tx, call.viewer.id, most=SHOWN)
    return page(call, "disclosure.html", groups=groups(said), others=[KEPT[name][1] for name in said.theirs])


def groups(said: Disclosure) -> list[tuple[str, list[tuple[str, Part]]]]:
    """The tables under the headings people know."""
    found: dict[str, list[Any]] = {heading: [] for heading, _ in KEPT.values()}
    for part in said.parts:
        heading, words = KEPT[part.table]
        found[heading].append((words, part))
    return [(heading, parts) for heading, parts in found.items() if parts]
