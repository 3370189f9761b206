"""What each column is for and how long it is kept, as docs/reference/retention.md says; a test holds it against the tables."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from msgspec import Struct


class Reason(Struct, frozen=True):
    """Why a column is there, and until when."""

    purpose: str
    limit: str


@cache
def reasons() -> Mapping[tuple[str, str], Reason]:
    """The reason of each (table, column)."""
    return {(table, column): Reason(purpose, limit) for table, column, purpose, limit in rows(_page())}


def rows(page: str) -> Iterator[tuple[str, str, str, str]]:
    """Table, column, purpose and limit, in the order of the page."""
    table = ""
    for line in page.splitlines():
        if heading := re.match(r"## `(\w+)`", line):
            table = heading[1]
        elif line.startswith("| `"):
            columns, purpose, limit = (cell.strip() for cell in line.strip("|").split("|"))
            for column in re.findall(r"`(\w+)`", columns):
                yield table, column, purpose, limit


def _page() -> str:
    """The page as it was packed with the program, else as it lies in the checkout."""
    packed = resources.files("kukhnya").joinpath("retention.md")
    if packed.is_file():
        return packed.read_text("utf-8")
    return (Path(__file__).parents[3] / "docs" / "reference" / "retention.md").read_text("utf-8")
