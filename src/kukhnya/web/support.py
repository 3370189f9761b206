"""What the server asks of its members to go on: a quiet card on home at most once a month, and a page that stays.

The way to where one can give is a plain link on the page; the card's button is counted and leads there. So nobody is
sent off by surprise, and no address of others stands in the policy of a page.
"""

from typing import Final

from babel.numbers import format_currency
from msgspec import Struct

from kukhnya.actions.answer_support import answer_support
from kukhnya.api.support import asked, for_reader
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import NotFound, Refused
from kukhnya.model.support import Support
from kukhnya.store.tx import ReadTx

from .forms import check_form
from .show import page, redirect, spoken

PLACE: Final = "/support"
_WHOLE: Final = {"en": "¤#,##0", "ru": "#,##0 ¤"}
"""How amounts without hundredths are written."""


class Card(Struct, frozen=True):
    """What is asked, in the reader's language."""

    text: str
    link: str
    host: str
    monthly: list[str]
    once: list[str]


class Said(Struct):
    """What was pressed."""

    answer: str = ""


def shaped(call: Call, found: Support) -> Card:
    """What is asked as its reader sees it."""
    language = spoken(call)

    def money(amounts: tuple[int, ...]) -> list[str]:
        return [_money(cents, found.currency, language) for cents in amounts]

    host = found.link.partition("://")[2].partition("/")[0]
    return Card(found.text(language), found.link, host, money(found.monthly), money(found.once))


def _money(cents: int, currency: str, language: str) -> str:
    rest = cents % 100 != 0
    shape = None if rest else _WHOLE[language]
    return format_currency(cents / 100, currency, shape, language, currency_digits=rest)


async def card(call: Call, tx: ReadTx) -> Card | None:
    """The card for home, where it is time for it. No statement where nothing is asked, else one."""
    found = await for_reader(call, tx)
    return None if found is None else shaped(call, found)


@get(PLACE, page=True, twin="/api/kukhnya/v1/support")
async def show(tx: ReadTx, call: Call) -> Answer:
    """What is asked, and the link. Not there where nothing is."""
    found = await asked(call, tx)
    if found is None:
        raise NotFound("support")
    return page(call, "support.html", support=shaped(call, found))


@post(PLACE, page=True)
async def answer(call: Call, said: Said) -> Answer:
    """Go and see, be reminded next month, or never."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: answer_support(tx, said.answer))
    except Refused:
        return redirect("/home")
    return redirect(PLACE if said.answer == "support" else "/home")
