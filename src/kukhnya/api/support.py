"""What the server asks of its members to go on: ours (docs/reference/own-api.md), and as Mastodon tells it to its apps."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.answer_support import answer_support
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.ids import MINUTE
from kukhnya.model.support import Support
from kukhnya.queries import support
from kukhnya.store.tx import ReadTx, WriteTx

KEPT_IN_MEMORY: Final = 10 * MINUTE
"""So long another process may not know yet that something else is asked."""
_BUTTON: Final = {"en": "Support", "ru": "Поддержать"}
_THANKS: Final = {"en": "I support the server I am on.", "ru": "Я поддерживаю сервер, на котором живу."}
_NOTHING: Final = "nothing"


class Wanted(Struct):
    """In which language."""

    lang: str = ""


class AnswerForm(Struct):
    """What somebody answers."""

    answer: str = ""


async def asked(call: Call, tx: ReadTx) -> Support | None:
    """What is asked, or None: looked up now and then, for every home page wants to know."""
    known = call.house.fragments.get(_key(call))
    if known is None:
        known = await support.asked(tx) or _NOTHING
        call.house.fragments.put(_key(call), known, 2000)
    return known if isinstance(known, Support) else None


def forget_asked(call: Call) -> None:
    """Look it up again: it has been changed here."""
    call.house.fragments.put(_key(call), None, 0)


def _key(call: Call) -> tuple[str, int]:
    return ("support", call.house.store.clock() // KEPT_IN_MEMORY)


async def for_reader(call: Call, tx: ReadTx) -> Support | None:
    """What the caller is to be asked now, or None."""
    found = await asked(call, tx)
    return found if found is not None and await support.due(tx) else None


@get("/api/kukhnya/v1/support", scope="read:accounts")
async def show(tx: ReadTx, wanted: Wanted) -> dict[str, Any]:
    """What is asked, and whether to show it to the caller now."""
    return await _told(tx, wanted.lang)


@post("/api/kukhnya/v1/support", scope="write:accounts")
async def answer(tx: WriteTx, form: AnswerForm, wanted: Wanted) -> dict[str, Any]:
    """Follow, be asked again next month, or never."""
    await answer_support(tx, form.answer)
    return await _told(tx, wanted.lang)


async def _told(tx: ReadTx, language: str) -> dict[str, Any]:
    found = await support.asked(tx)
    if found is None:
        return {"text": "", "currency": None, "amounts": {"monthly": [], "once": []}, "link": None, "show": False}
    return {
        "text": found.text(language),
        "currency": found.currency,
        "amounts": {"monthly": [_plain(each) for each in found.monthly], "once": [_plain(each) for each in found.once]},
        "link": found.link,
        "show": await support.due(tx),
    }


def _plain(cents: int) -> int | float:
    return cents // 100 if cents % 100 == 0 else cents / 100


@get("/api/v1/donation_campaigns", scope="read:accounts")
async def campaign(tx: ReadTx, wanted: Wanted) -> dict[str, Any] | Answer:
    """The same as Mastodon tells it, amounts in hundredths; 204 where there is nothing to show now."""
    found = await support.asked(tx)
    if found is None or not await support.due(tx):
        return Answer(status=204)
    language = "ru" if wanted.lang == "ru" else "en"
    text, button = found.text(language), _BUTTON[language]
    amounts = {"monthly": found.monthly, "one_time": found.once}
    return {
        "id": "support",
        "banner_message": text,
        "banner_button_text": button,
        "donation_message": text,
        "donation_button_text": button,
        "donation_success_post": _THANKS[language],
        "amounts": {name: {found.currency: cents} for name, cents in amounts.items() if cents},
        "default_currency": found.currency,
        "donation_url": found.link,
        "locale": language,
    }
