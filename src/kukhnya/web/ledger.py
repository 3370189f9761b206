"""The transparency ledger as a page, as a file to keep, and a word to those whom an entry concerns."""

from importlib import resources
from typing import Any, Final

from kukhnya.actions.keep_ledger import read_notice
from kukhnya.api import ledger as api
from kukhnya.door.answers import Answer, json_bytes
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import EntryNumber
from kukhnya.queries import ledger as kept
from kukhnya.store.tx import ReadTx

from .forms import check_form
from .show import page, redirect

KINDS: Final = {
    "data": "Data about people", "removal": "To remove something", "closing": "To close an account",
    "preservation": "To keep data", "interception": "To listen in", "other": "Something else",
}  # fmt: skip
OUTCOMES: Final = {
    "refused": "Refused", "nothing there": "There was nothing to give", "in part": "Done in part", "done": "Done",
    "open": "Not decided yet",
}  # fmt: skip
NOTICES: Final = {
    "given": "They were told", "forbidden": "Telling them was forbidden", "later": "They will be told later",
    "nobody to tell": "There was nobody to tell",
}  # fmt: skip
_PROGRAM: Final = resources.files("kukhnya.law").joinpath("verify_ledger.py")


@get("/about/ledger", who=Who.ANYONE, page=True, twin="/api/kukhnya/v1/ledger")
async def ledger(tx: ReadTx, call: Call) -> Answer:
    """What authorities have asked, newest first, whether it is whole, and how to see that for oneself."""
    said = await kept.ledger(tx)
    return page(
        call, "about_ledger.html", entries=said["entries"][::-1], key=said["key"], canary=said["canary"],
        wrong=kept.wrong(said), kinds=KINDS, outcomes=OUTCOMES, notices=NOTICES,
    )  # fmt: skip


@get("/about/ledger.json", who=Who.ANYONE, page=True)
async def ledger_file(tx: ReadTx, call: Call) -> Answer:
    """The same as a file, for whoever wants to notice later that it was changed."""
    return Answer(json_bytes(await api.ledger(tx, call)), headers=(("cache-control", "no-cache"),))


@get("/about/ledger/verify_ledger.py", who=Who.ANYONE, page=True)
async def program(call: Call) -> Answer:
    """The program that looks whether such a file is whole; it needs nothing but Python."""
    del call
    return Answer(_PROGRAM.read_bytes(), media_type="text/x-python; charset=utf-8")


@post("/ledger/{number}/read", page=True)
async def read(call: Call, number: EntryNumber) -> Answer:
    """Put a notice away; nothing of it stays."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: read_notice(tx, number))
    except NotFound:
        return redirect("/home")
    return redirect("/home")


async def concerning(tx: ReadTx, call: Call) -> list[Any]:
    """Entries that concern the reader, on a first page alone. One statement."""
    return [] if call.said.keys() & {"max_id", "min_id", "since_id"} else await kept.concerning(tx)
