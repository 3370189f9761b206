"""The transparency ledger, from the command line: nobody else can write into it."""

import asyncio
import sys
from typing import Annotated, Any

from cyclopts import Parameter

from kukhnya.actions.keep_ledger import LONGEST_CANARY, add_entry, renew_canary
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import AccountId
from kukhnya.model.ledger import Accounts, Kind, Notice, Outcome, Request
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import open_database
from kukhnya.queries import members
from kukhnya.queries.ledger import ledger, wrong
from kukhnya.settings import load
from kukhnya.store.tx import WriteTx

from .saying import Data, say, say_json


def add(  # noqa: PLR0913 - the fields of an entry
    *,
    month: Annotated[str, Parameter(help="When it came, such as 2026-11.")],
    country: Annotated[str, Parameter(help="Whose authority, in two letters.")],
    kind: Annotated[Kind, Parameter(help="What was asked.")],
    basis: Annotated[str, Parameter(help="The law it named, without names of people.")],
    outcome: Annotated[Outcome, Parameter(help="What came of it.")],
    accounts: Annotated[Accounts, Parameter(help="How many accounts it was about.")],
    notice: Annotated[Notice, Parameter(help="Whether they were told.")],
    tell: Annotated[
        tuple[str, ...], Parameter(negative="", help="Members to tell when they come next, where the law allows it.")
    ] = (),
    data: Data = None,
) -> None:
    """Add an entry and print it. It cannot be changed or taken back."""
    said = Request(
        month=month, country=country, kind=kind, basis=basis, outcome=outcome, accounts=accounts, notice=notice
    )

    async def act(tx: WriteTx) -> dict[str, Any]:
        return await add_entry(tx, said, [await _member(tx, name) for name in tell])

    say_json(asyncio.run(_changed(data, act)))


def canary(*, data: Data = None) -> None:
    """State something as of today, read from standard input. After 30 days it is shown as stale, until you do this again."""
    text = sys.stdin.buffer.read(4 * LONGEST_CANARY + 1).decode("utf-8", "replace")
    said = asyncio.run(_changed(data, lambda tx: renew_canary(tx, text)))
    say(f"Stated on {said['renewed_on']}")


def export(*, data: Data = None) -> None:
    """Print the ledger as it is published, in JSON."""
    say_json(asyncio.run(_ledger(data)))


def verify(*, data: Data = None) -> int:
    """Look whether every entry is as it was written; exit code 1 where one is not."""
    said = asyncio.run(_ledger(data))
    faults = wrong(said)
    for sentence in faults:
        say(sentence)
    if not faults:
        say(f"whole: {len(said['entries'])} entries, key {said['key'] or 'not made yet'}")
    return 1 if faults else 0


async def _member(tx: WriteTx, name: str) -> AccountId:
    try:
        return AccountId((await members.named(tx, name.removeprefix("@")))["id"])
    except NotFound as error:
        raise Refused(f"There is no member named {name!r}") from error


async def _changed(data: str | None, act: Any) -> dict[str, Any]:
    async with open_database(load({"data": data})) as store:
        made: dict[str, Any] = await store.write(NOBODY, act)
        return made


async def _ledger(data: str | None) -> dict[str, Any]:
    async with open_database(load({"data": data})) as store, store.read(NOBODY) as tx:
        return await ledger(tx)
