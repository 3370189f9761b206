"""What an order would get: everything that is kept about one member, printed here and nowhere else."""

import asyncio
from typing import Annotated

from cyclopts import Parameter

from kukhnya.api.disclosure import shaped
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import AccountId
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import open_database
from kukhnya.queries import disclosure, members
from kukhnya.queries.disclosure import Disclosure
from kukhnya.settings import load

from .saying import Data, Json, say, say_json


def disclose(
    name: str,
    /,
    *,
    dry_run: Annotated[bool, Parameter(negative="", help="Print it here; nothing else can be done.")] = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """Print every field that exists about a member, as an order would get it. Nothing is sent or noted anywhere.

    Args:
        name: Username.
    """
    if not dry_run:
        raise Refused("Nothing is handed over by a program: add --dry-run to print what there is")
    settings = load({"data": data})

    async def run() -> Disclosure:
        async with open_database(settings) as store, store.read(NOBODY) as tx:
            try:
                row = await members.named(tx, name.removeprefix("@"))
            except NotFound as error:
                raise Refused(f"There is no member named {name!r}") from error
            return await disclosure.about(tx, AccountId(row["id"]), others=True)

    said = asyncio.run(run())
    if json:
        say_json(shaped(said))
    else:
        _print_disclosure(said)


def _print_disclosure(said: Disclosure) -> None:
    for part in said.parts:
        say(f"\n{part.table}: {part.count} {'of its own' if part.own else 'of others, about it'}")
        for row in part.rows:
            for column, told in row.items():
                reason = part.columns[column]
                say(f"  {column:24} {told!s:40} {reason.purpose} [{reason.limit}]")
            say("")
    say("\nTables that say nothing about anybody:")
    for table, why in said.nothing.items():
        say(f"  {table:24} {why}")
