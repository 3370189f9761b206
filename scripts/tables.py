"""Write the tables that are read off the code: who sees what (README), which methods work (docs/reference/api.md, README).

`python scripts/tables.py` writes them; a test compares what is there with what would be written. What the Mastodon
documentation has stands in scripts/documented.txt.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from kukhnya.app import DOORS
from kukhnya.door.route import ROUTES, Route, Who
from kukhnya.model.audience import Audience, Relation
from kukhnya.visibility.rule import OPENED_TO

ROOT: Final = Path(__file__).resolve().parents[1]
README: Final = ROOT / "README.md"
API: Final = ROOT / "docs" / "reference" / "api.md"
DOCUMENTED: Final = ROOT / "scripts" / "documented.txt"
_SEES: Final = "<!-- who-sees-what: written by scripts/tables.py from kukhnya.visibility.OPENED_TO -->\n"
_COUNTS: Final = "<!-- counts: written by scripts/tables.py from the table of routes and scripts/documented.txt -->\n"
_END: Final = "<!-- end -->"
_NEVER: Final = "never: "
_NOTE: Final = "note: "
_MEANT: Final = {
    Audience.PUBLIC: "anybody",
    Audience.UNLISTED: "anybody, but in no public timeline",
    Audience.MEMBERS: "people of this server",
    Audience.FOLLOWERS: "those let in",
    Audience.MUTUALS: "those let in whom the author follows too",
    Audience.CIRCLE: "a list of people the author keeps",
    Audience.DIRECT: "those named in it",
    Audience.SELF: "the author",
}


class Method(NamedTuple):
    """A method of the Mastodon documentation: how many apps need it, what it is marked as, and a word about it here."""

    tier: str
    verb: str
    path: str
    mark: str
    word: str

    @property
    def place(self) -> tuple[str, str]:
        """What it is compared by."""
        return place(self.verb, self.path)

    @property
    def why_never(self) -> str:
        """Why it is no route; empty where it is one."""
        return self.word.removeprefix(_NEVER) if self.word.startswith(_NEVER) else ""

    @property
    def note(self) -> str:
        """What is to be added to what the route says of itself."""
        return self.word.removeprefix(_NOTE) if self.word.startswith(_NOTE) else ""


def place(verb: str, path: str) -> tuple[str, str]:
    """A verb and a path whose parameters have no names, only places."""
    return verb, re.sub(r":\w+|\{\w+\}", "*", path)


def documented() -> list[Method]:
    """Every method of the documentation, by path."""
    lines = [line for line in DOCUMENTED.read_text().splitlines() if line and not line.startswith("#")]
    return [Method(*[*line.split("\t"), ""][:5]) for line in lines]


def offered() -> dict[tuple[str, str], Route]:
    """Every route, by what it is compared by."""
    return {place(route.verb, route.path): route for route in ROUTES}


_COUNTED: Final[Sequence[tuple[str, Callable[[Method], bool]]]] = (
    ("tier 1: needed by four or five of Elk, Phanpy, Tusky, Pachli, Mastodon for Android", lambda m: m.tier == "1"),
    ("tier 2: needed by two or three of them", lambda m: m.tier == "2"),
    ("without administration, deprecated, removed, alpha", lambda m: "/admin/" not in m.path and m.mark == "-"),
    ("all that is documented", lambda _: True),
)


def counts() -> str:
    """How many of the documented methods work, as a Markdown table."""
    there, methods = offered(), documented()
    lines = ["| methods of the Mastodon documentation | work |", "|---|---|"]
    for words, chosen in _COUNTED:
        among = [method for method in methods if chosen(method)]
        lines.append(f"| {words} | {sum(method.place in there for method in among)} of {len(among)} |")
    return "\n".join(lines) + "\n"


def who_sees_what() -> str:
    """OPENED_TO as a Markdown table: a row for each audience, a column for each relation."""
    relations = [relation for relation in Relation if relation is not Relation.AUTHOR]
    lines = [
        "| audience | meant for | " + " | ".join(r.value.replace("_", " ") for r in relations) + " |",
        "|---|---|" + "---|" * len(relations),
    ]
    for audience in Audience:
        marks = ["yes" if relation in OPENED_TO[audience] else "" for relation in relations]
        lines.append(f"| {audience.value} | {_MEANT[audience]} | " + " | ".join(marks) + " |")
    return "\n".join(lines) + "\n"


def readme(text: str) -> str:
    """The README with the tables of today."""
    return _between(_between(text, _SEES, who_sees_what()), _COUNTS, counts())


def _between(text: str, begin: str, table: str) -> str:
    before, _, rest = text.partition(begin)
    return before + begin + table + _END + rest.partition(_END)[2]


def _purpose(route: Route) -> str:
    return re.sub(r"\s+", " ", (route.handler.__doc__ or "").strip().partition("\n")[0])


def _door(route: Route) -> str:
    if route.who is Who.ANYONE:
        return route.scope or "none"
    return route.scope or ("app" if route.who is Who.APP else "any")


def _documented_line(method: Method, there: Mapping[tuple[str, str], Route]) -> str:
    tier = f"{method.tier}, {method.mark}" if method.mark != "-" else method.tier
    route = there.get(method.place)
    if route is None:
        return f"| {method.verb} | `{method.path}` | {tier} | **never** | | {method.why_never} |"
    said = f"{_purpose(route)} {method.note}".strip()
    return f"| {route.verb} | `{route.path}` | {tier} | works | {_door(route)} | {said} |"


_ABOVE: Final = """\
# The API as it is

Written by `scripts/tables.py` from the table of routes and from `scripts/documented.txt`, which lists the methods of the Mastodon
documentation by a count of July 2026. *works*: there is a route that answers; what it does stands beside it. Tier: how many apps need a method; *-*: none of those that were looked at. Scope *none*: no token is needed;
*any*: any member's token; *app*: an app's own token is enough. Where a scope is named and the method also answers without a token, a
token that is sent must carry the scope. What is added to Mastodon's parameters and answers stands in [own-api.md](own-api.md).

"""
_SOCKET: Final = """\
The WebSocket at `/api/v1/streaming`, which is documented too but is no verb and path, works, with every documented stream.

Methods about client addresses answer as documented. No client address is ever kept, so what they list is always empty.

"""


def api() -> str:
    """Every documented method, whether it works, else why not; then our own."""
    there, methods = offered(), documented()
    known = {method.place for method in methods}
    lines = ["## What the Mastodon documentation has", ""]
    lines += [
        "| method | path | tier | here | scope | what it does, or why it never will |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_documented_line(method, there) for method in methods]
    others = sorted(
        (route for at, route in there.items() if at not in known and not route.page),
        key=lambda route: (route.path.replace("{", "~"), route.verb),
    )
    lines += [
        "",
        "## What it does not have",
        "",
        f"{len(others)} methods: our own, and some that apps ask all the same.",
        "",
    ]
    lines += ["| method | path | scope | what it does |", "|---|---|---|---|"]
    lines += [f"| {route.verb} | `{route.path}` | {_door(route)} | {_purpose(route)} |" for route in others]
    return _ABOVE + counts() + "\n" + _SOCKET + "\n".join(lines) + "\n"


def main() -> None:
    """Write all of them."""
    print(f"{len(ROUTES)} routes of {len(DOORS)} doors")
    README.write_text(readme(README.read_text()))
    API.write_text(api())


if __name__ == "__main__":
    main()
