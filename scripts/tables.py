"""Write the tables that are read off the code: who sees what (README), which methods work (docs/reference/api.md).

`python scripts/tables.py` writes them; a test compares what is there with what would be written.
"""

import re
from pathlib import Path

from kukhnya.app import DOORS
from kukhnya.door.route import ROUTES, Route, Who
from kukhnya.model.audience import Audience, Relation
from kukhnya.visibility.rule import OPENED_TO

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
API = ROOT / "docs" / "reference" / "api.md"
_BEGIN = "<!-- who-sees-what: written by scripts/tables.py from kukhnya.visibility.OPENED_TO -->\n"
_END = "<!-- end -->"
_MEANT = {
    Audience.PUBLIC: "anybody",
    Audience.UNLISTED: "anybody, but in no public timeline",
    Audience.MEMBERS: "people of this server",
    Audience.FOLLOWERS: "those let in",
    Audience.MUTUALS: "those let in whom the author follows too",
    Audience.CIRCLE: "a list of people the author keeps",
    Audience.DIRECT: "those named in it",
    Audience.SELF: "the author",
}


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
    """The README with the table of today."""
    before, _, rest = text.partition(_BEGIN)
    return before + _BEGIN + who_sees_what() + _END + rest.partition(_END)[2]


def _purpose(route: Route) -> str:
    return re.sub(r"\s+", " ", (route.handler.__doc__ or "").strip().partition("\n")[0])


def _door(route: Route) -> str:
    if route.who is Who.ANYONE:
        return route.scope or "none"
    return route.scope or ("app" if route.who is Who.APP else "any")


def api() -> str:
    """Every route of the client API: verb, path, scope, what it does."""
    routes = sorted(
        (route for route in ROUTES if not route.page), key=lambda route: (route.path.replace("{", "~"), route.verb)
    )
    lines = [
        "# The API as it is",
        "",
        f"{len(routes)} methods, written from the table of routes by `scripts/tables.py`. Scope *none*: no token is needed; *any*: any",
        "member's token; *app*: an app's own token is enough. Where a scope is named and the method also answers without a token, a token",
        "that is sent must carry the scope. A method of the Mastodon documentation that is not here does not exist here yet.",
        "",
        "| method | path | scope | what it does |",
        "|---|---|---|---|",
    ]
    lines += [f"| {route.verb} | `{route.path}` | {_door(route)} | {_purpose(route)} |" for route in routes]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write both tables."""
    print(f"{len(ROUTES)} routes of {len(DOORS)} doors")
    README.write_text(readme(README.read_text()))
    API.write_text(api())


if __name__ == "__main__":
    main()
