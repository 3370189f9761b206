"""The warm page: home with some of it lifted, its slider, why something stands where it stands, and the way out of it.

Nothing here needs a script. Who has never chosen is asked once, above their home, and never again.
"""

from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct

from kukhnya.actions.choose_warm import FULL, choose_warm, put_away
from kukhnya.api import warm as told
from kukhnya.api.warm import Found
from kukhnya.door.answers import Answer, Listed
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused, refused
from kukhnya.model.ids import HOUR, TOP, StatusId, time_of, to_datetime
from kukhnya.model.page import Page
from kukhnya.queries import accounts
from kukhnya.queries import warm as chosen
from kukhnya.store.tx import ReadTx

from .articles import placed
from .forms import check_form, wrong_fields
from .language import environment
from .one import drawn, said_of
from .settings import kept, setting_page
from .show import own_path, page, pager, redirect, spoken

PAGE: Final = "/warm"
SETTINGS: Final = "/settings/warm"
OFFERED: Final = 50
"""Where the slider stands when it is offered."""
NO_PLACE: Final = "Choose a place on the slider, from 0 to 100."


def cards(call: Call, listed: Listed, found: Found) -> Markup:
    """The statuses of a page as articles, each with by how many hours it is lifted and the way to why it stands there."""
    language, made = spoken(call), []
    for each in placed(call, listed, "home"):
        an_id, key = found.rows[each.place]
        before, after = _way(language, round(time_of(key - an_id) / HOUR))
        made.append(f"{each.made.__html__()}{before}{an_id}/why?place={found.terms.mark_at(an_id, key)}{after}")
    return Markup("".join(made))  # noqa: S704 - articles, words of ours, and numbers


@lru_cache(maxsize=100)
def _way(language: str, hours: int) -> tuple[str, str]:
    """What stands before and after the place that leads to why something is so many hours higher."""
    macro: Any = environment(language).get_template("_warm.html").module
    before, after = str(macro.way(hours)).split("WHERE")
    return before, after


async def warm_page(tx: ReadTx, bounds: Page, call: Call) -> dict[str, Any]:
    """What a warm page shows."""
    found = await told.found_page(call, tx, bounds)
    listed = await told.rendered(call, tx, found)
    ways = pager(call, listed, bounds.limit)
    return {"cards": cards(call, listed, found), "ways": ways, "idle": found.terms.idle, **slider_of(call)}


def slider_of(call: Call) -> dict[str, Any]:
    """Where the slider of whoever reads stands."""
    return {"slider": call.caller.warm, "full": FULL}


async def offered(call: Call, tx: ReadTx, bounds: Page) -> bool:
    """Is the reader to be asked now? On a first page, once, and only where there is something to be lifted."""
    if call.caller.warm_asked or call.caller.warm or bounds.max_id != TOP or bounds.low:
        return False
    return not (await told.in_force(call, tx)).idle


@get(PAGE, page=True, twin="/api/v1/timelines/warm")
async def warm(tx: ReadTx, bounds: Page, call: Call) -> Answer:
    """The reader's warm feed, its slider above it."""
    return await _page(tx, bounds, call, {})


async def _page(tx: ReadTx, bounds: Page, call: Call, errors: dict[str, str]) -> Answer:
    values = await warm_page(tx, bounds, call)
    idle = values["idle"] or (await told.in_force(call, tx)).idle
    return page(call, "warm.html", status=422 if errors else 200, **{**values, "idle": idle}, errors=errors, back=PAGE)


class SliderForm(Struct):
    """Where somebody has put the slider, and on which page."""

    slider: str = ""
    back: str = PAGE

    def number(self) -> int:
        """As a number. Raises Refused."""
        if not (self.slider.isascii() and self.slider.isdigit() and len(self.slider) < 4):  # noqa: PLR2004
            raise refused("slider", "ERR_INVALID", NO_PLACE)
        return int(self.slider)


async def _choose(call: Call, **changes: Any) -> None:
    await call.house.store.write(call.viewer, lambda tx: choose_warm(tx, **changes))
    call.house.callers.forget()


@post(PAGE, page=True)
async def choose(call: Call, form: SliderForm) -> Answer:
    """Put the slider somewhere; then the first page, lifted so."""
    check_form(call)
    try:
        await _choose(call, slider=form.number())
    except Refused:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, Page(), call, {"slider": NO_PLACE})
    return redirect(own_path(form.back).partition("?")[0])


@post("/warm/off", page=True)
async def turn_off(call: Call) -> Answer:
    """By time again, everywhere: one tap, nothing asked."""
    check_form(call)
    await _choose(call, slider=0, home=False)
    return redirect("/home")


@post("/warm/later", page=True)
async def not_now(call: Call) -> Answer:
    """Leave it, and be asked no more."""
    check_form(call)
    await call.house.store.write(call.viewer, put_away)
    call.house.callers.forget()
    return redirect("/home")


@get("/statuses/{status_id}/why", page=True, twin="/api/kukhnya/v1/warm/why/{status_id}")
async def why(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """Why a status stands where it stands, in words."""
    it, known = await told.why_here(call, tx, status_id)
    author = await accounts.visible(tx, it.account_id)
    return page(
        call, "why.html", it=it, name=author["display_name"] or author["username"], hours=(tx.now - it.posted_at) // HOUR,
        posted=to_datetime(it.posted_at), article=drawn(call, await said_of(call, tx, status_id)), idle=known.idle,
        **slider_of(call),
    )  # fmt: skip


class SettingsForm(SliderForm):
    """All that is chosen of warmth."""

    home: bool = False
    questions: bool = False


@get(SETTINGS, page=True)
async def settings(tx: ReadTx, call: Call) -> Answer:
    """What is chosen now."""
    now = await chosen.choice(tx)
    idle = (await told.in_force(call, tx)).idle
    return setting_page(call, "warm_settings.html", slider=now.slider, full=FULL, now=now, idle=idle)


@post(SETTINGS, page=True)
async def keep(call: Call, form: SettingsForm) -> Answer:
    """Choose."""
    check_form(call)
    try:
        await _choose(call, slider=form.number(), home=form.home, questions=form.questions)
    except Refused as wrong:
        errors = dict.fromkeys(wrong_fields(wrong), NO_PLACE)
        return setting_page(
            call, "warm_settings.html", slider=call.caller.warm, full=FULL, now=form, idle="", errors=errors
        )
    return kept(SETTINGS)
