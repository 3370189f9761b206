"""How pages look in this browser, and which language one reads and writes in."""

from typing import Final

from msgspec import Struct

from kukhnya.actions.update_profile import Changes, update_profile
from kukhnya.door.answers import Answer
from kukhnya.door.login import cookie
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused, refused

from .forms import check_form, wrong_fields
from .language import LANGUAGE_COOKIE, LANGUAGES, NAMES
from .settings import kept, setting_page
from .show import THEME_COOKIE, THEMES, YEAR_S, theme
from .tongues import OWN_NAMES

PAGE: Final = "/settings/look"


class LookForm(Struct):
    """What is chosen; empty: as the browser says."""

    theme: str = ""
    pages: str = ""
    language: str = ""


def written_languages(chosen: str) -> list[tuple[str, str]]:
    """Languages to write in, each by its own name, in the order of the names; with the one that was chosen elsewhere."""
    names = {**({chosen: chosen} if chosen else {}), **OWN_NAMES}
    return sorted(names.items(), key=lambda pair: pair[1].casefold())


def _page(call: Call, chosen: LookForm, wrong: Refused | None = None) -> Answer:
    return setting_page(
        call, "look_settings.html", chosen=chosen, names=NAMES, written=written_languages(chosen.language),
        errors=wrong_fields(wrong) if wrong else None,
    )  # fmt: skip


@get(PAGE, page=True)
async def form(call: Call) -> Answer:
    """What is chosen now."""
    pages, written = call.cookies.get(LANGUAGE_COOKIE, ""), call.login.language if call.login else ""
    return _page(call, LookForm(theme(call.cookies), pages if pages in LANGUAGES else "", written))


@post(PAGE, page=True)
async def choose(call: Call, form: LookForm) -> Answer:
    """Choose: look and language of pages for this browser, the language of what one writes for the account."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        if form.theme not in {"", *THEMES} or form.pages not in {"", *LANGUAGES}:
            raise refused(
                "theme" if form.pages in {"", *LANGUAGES} else "pages", "ERR_INCLUSION", "There is no such choice"
            )
        changes = Changes(language=form.language)
        await call.house.store.write(call.viewer, lambda tx: update_profile(tx, changes, bounds))
    except Refused as wrong:
        named = {name.removeprefix("source[").removesuffix("]"): said for name, said in wrong.details.items()}
        return _page(call, form, Refused(wrong.sentence, **named))
    back = kept(PAGE)
    cookies = [
        cookie(call.house, name, said, YEAR_S if said else 0)
        for name, said in ((THEME_COOKIE, form.theme), (LANGUAGE_COOKIE, form.pages))
    ]
    return Answer(back.body, back.status, back.media_type, (*back.headers, *cookies))
