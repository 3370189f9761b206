"""The menu of everything that can be chosen here, and what its pages have in common."""

from typing import Any, Final

from kukhnya.door import passwords
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get
from kukhnya.model.errors import refused
from kukhnya.model.viewer import NOBODY
from kukhnya.queries import members

from .show import page, redirect

WRONG_PASSWORD: Final = "This is not your password."  # noqa: S105 - a sentence about one


@get("/settings", page=True)
async def menu(call: Call) -> Answer:
    """What can be chosen, each on a page of its own."""
    return page(call, "settings.html")


def setting_page(call: Call, template: str, /, *, errors: dict[str, str] | None = None, **values: Any) -> Answer:
    """A page of settings: with what is wrong beside its field, or with a word that what was chosen is kept."""
    kept = call.route.verb == "GET" and "kept" in call.said
    return page(call, template, status=422 if errors else 200, errors=errors or {}, kept=kept, **values)


def kept(path: str) -> Answer:
    """Go back to the page of settings, which says that what was chosen is kept."""
    return redirect(f"{path}{'&' if '?' in path else '?'}kept=1")


async def check_password(call: Call, password: str, field: str = "password") -> None:
    """Raises Refused naming `field` unless this is the password of whoever has signed in, TooMany for guessing on."""
    call.house.limits.count("sign-in", f"own {call.viewer.id}")
    async with call.house.store.read(NOBODY) as tx:
        row = await members.of_id(tx, call.viewer.id)
    if not await passwords.verified(row["password"], password):
        raise refused(field, "ERR_WRONG_PASSWORD", WRONG_PASSWORD)
