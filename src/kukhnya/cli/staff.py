"""What the server asks, says and announces, from the command line."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from cyclopts import Parameter

from kukhnya.actions.announce import announce, withdraw
from kukhnya.actions.keep_rules import LONGEST_TEXT, add_rule, delete_rule, keep_text
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.ids import SECOND, AnnouncementId, RuleId, Time, iso, parse_id, time_of
from kukhnya.model.viewer import NOBODY
from kukhnya.opening import open_database
from kukhnya.queries import announcements, rules
from kukhnya.settings import load
from kukhnya.store.tx import ReadTx, WriteTx

from .saying import Data, Json, say, say_json

Name = Literal["extended_description", "privacy_policy", "terms_of_service"]
_NO_SUCH: Final = "There is nothing with the id {!r}; the list tells the ids"


def rule_add(
    text: str, /, *, hint: Annotated[str, Parameter(help="A sentence that explains it.")] = "", data: Data = None
) -> None:
    """Add a rule after the others, and print its id.

    Args:
        text: What the server asks.
    """
    say(str(asyncio.run(_changed(data, lambda tx: add_rule(tx, text, hint)))))


def rule_list(*, json: Json = False, data: Data = None) -> None:
    """List the rules, each after its id."""
    _listed(asyncio.run(_asked(data, rules.everyone)), "text", json=json)


def rule_delete(rule: str, /, *, data: Data = None) -> None:
    """Take a rule away.

    Args:
        rule: Its id.
    """
    number = _number(rule)
    asyncio.run(_changed(data, lambda tx: delete_rule(tx, RuleId(number)), rule))


def text(
    name: Name,
    /,
    *,
    on: Annotated[str, Parameter(help="The day from which terms hold, such as 2026-12-31.")] = "",
    data: Data = None,
) -> None:
    """Keep a text that is read from standard input: plain text, or HTML where it begins with a tag. Empty: forget it.

    Args:
        name: extended_description, privacy_policy or terms_of_service.
    """
    if (name == "terms_of_service") != bool(on):
        raise Refused("Terms of service need --on, the day from which they hold; other texts have none")
    effective = _moment(on, "--on") if on else None
    said = sys.stdin.buffer.read(4 * LONGEST_TEXT + 1).decode("utf-8", "replace")
    asyncio.run(_changed(data, lambda tx: keep_text(tx, name, said, effective)))


def announce_publish(
    words: str,
    /,
    *,
    starts: Annotated[str, Parameter(help="When it takes place, as 2026-12-31 or 2026-12-31T18:00, in UTC.")] = "",
    ends: Annotated[str, Parameter(help="When that is over; the announcement goes then.")] = "",
    data: Data = None,
) -> None:
    """Tell all members something, and print its id.

    Args:
        words: What to tell them.
    """
    starts_at, ends_at = (
        _moment(said, name) if said else None for said, name in ((starts, "--starts"), (ends, "--ends"))
    )
    whole_days = all(len(said) <= len("2026-12-31") for said in (starts, ends))
    made = _changed(data, lambda tx: announce(tx, words, starts_at=starts_at, ends_at=ends_at, all_day=whole_days))
    say(str(asyncio.run(made)))


def announce_list(*, json: Json = False, data: Data = None) -> None:
    """List the announcements, each after its id."""
    _listed(asyncio.run(_asked(data, announcements.everyone)), "source", json=json)


def announce_delete(announcement: str, /, *, data: Data = None) -> None:
    """Take an announcement back.

    Args:
        announcement: Its id.
    """
    number = _number(announcement)
    asyncio.run(_changed(data, lambda tx: withdraw(tx, [AnnouncementId(number)]), announcement))


async def _changed(data: str | None, act: Callable[[WriteTx], Awaitable[Any]], said: str = "") -> Any:
    async with open_database(load({"data": data})) as store:
        try:
            return await store.write(NOBODY, act)
        except NotFound as error:
            raise Refused(_NO_SUCH.format(said)) from error


async def _asked(data: str | None, ask: Callable[[ReadTx], Awaitable[list[Any]]]) -> list[Any]:
    async with open_database(load({"data": data})) as store, store.read(NOBODY) as tx:
        return await ask(tx)


def _listed(rows: list[Any], column: str, *, json: bool) -> None:
    if json:
        say_json([{"id": str(row["id"]), "text": row[column], "made_at": iso(time_of(row["id"]))} for row in rows])
        return
    for row in rows:
        say(f"{row['id']} {' '.join(row[column].split())}")


def _number(said: str) -> int:
    number = parse_id(said)
    if number is None:
        raise Refused(_NO_SUCH.format(said))
    return number


def _moment(said: str, name: str) -> Time:
    try:
        read = datetime.fromisoformat(said)
    except ValueError as error:
        raise Refused(f"{name} is {said!r}; allowed: 2026-12-31 or 2026-12-31T18:00") from error
    return Time(int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()) * SECOND)
