"""An entry of the transparency ledger, in words that are the same on every server."""

import re
from typing import Final, Literal, get_args

from msgspec import Struct

from .errors import refused

Kind = Literal["data", "removal", "closing", "preservation", "interception", "other"]
Outcome = Literal["refused", "nothing there", "in part", "done", "open"]
Accounts = Literal["0", "1", "2-9", "10-99", "100+"]
Notice = Literal["given", "forbidden", "later", "nobody to tell"]

MOST_BASIS: Final = 300
_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])\Z", re.ASCII)
_COUNTRY: Final = re.compile(r"[A-Z]{2}\Z", re.ASCII)


class Request(Struct, frozen=True, kw_only=True):
    """What was asked, by whom, and what came of it."""

    month: str
    country: str
    kind: str
    basis: str
    outcome: str
    accounts: str
    notice: str


def checked(said: Request) -> Request:
    """The same, if every field can stand in a ledger. Raises Refused naming the field."""
    if not _MONTH.match(said.month):
        raise refused("month", "ERR_INVALID", "month must be one such as 2026-11")
    if not _COUNTRY.match(said.country):
        raise refused("country", "ERR_INVALID", "country must be two capital letters, such as RU (ISO 3166)")
    if not said.basis.strip() or len(said.basis) > MOST_BASIS:
        raise refused(
            "basis",
            "ERR_INVALID",
            f"basis must name the law, in at most {MOST_BASIS} characters and without names of people",
        )
    for name, allowed in (("kind", Kind), ("outcome", Outcome), ("accounts", Accounts), ("notice", Notice)):
        if getattr(said, name) not in get_args(allowed):
            raise refused(name, "ERR_INCLUSION", f"{name} must be one of: {', '.join(get_args(allowed))}")
    return said
