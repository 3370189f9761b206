"""Where a word of the law is wanted before something goes. Chosen, never guessed from where somebody is."""

from typing import Any, Final

from kukhnya.actions.choose_law import choose_law
from kukhnya.api.law import known_places
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.model.ids import to_datetime
from kukhnya.queries.law import LawChoice, law_choice_of
from kukhnya.store.tx import ReadTx

from .forms import check_form, wrong_fields
from .settings import kept, setting_page
from .show import spoken

PAGE: Final = "/settings/law"


@get(PAGE, page=True)
async def form(tx: ReadTx, call: Call) -> Answer:
    """What is chosen now, and what there is to choose from."""
    return _page(call, await law_choice_of(tx))


def _page(call: Call, choice: LawChoice, wrong: Refused | None = None) -> Answer:
    today = to_datetime(call.house.store.clock()).date()
    packs = sorted(call.house.laws.packs.values(), key=lambda pack: pack.title[spoken(call)])
    return setting_page(
        call, "law_settings.html", choice=choice, packs=packs, speaks=spoken(call), today=today,
        gone=[place for place in choice.jurisdictions if place not in call.house.laws.packs],
        errors=wrong_fields(wrong) if wrong else None,
    )  # fmt: skip


@post(PAGE, page=True)
async def choose(call: Call) -> Answer:
    """Keep what was ticked."""
    check_form(call)
    said: Any = call.said.get("jurisdictions")
    places = [each for each in said if isinstance(each, str) and each] if isinstance(said, list) else []
    try:
        choice = LawChoice(known_places(call, places), call.said.get("hold_risky") == "1")
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return _page(call, await law_choice_of(tx), wrong)
    await call.house.store.write(call.viewer, lambda tx: choose_law(tx, choice))
    call.house.callers.forget()
    return kept(PAGE)
