"""What one says of oneself: name, words, lines, pictures."""

from typing import Any, Final

import msgspec
from msgspec import Struct

from kukhnya.actions.update_profile import Changes, update_profile
from kukhnya.api import accounts, profile
from kukhnya.api.accounts import ProfileForm
from kukhnya.door.answers import Answer
from kukhnya.door.params import fill
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused, refused
from kukhnya.store.tx import ReadTx

from .before import before_acting
from .forms import TOO_LARGE, check_form, flat, lost, megabytes, wrong_fields
from .settings import kept, setting_page
from .spoken import SENTENCES

PAGE: Final = "/settings/profile"
LINES: Final = 4
"""Lines offered on the page; whoever has more through an app keeps them."""
_FACES: Final = ("avatar", "header")
_TYPED: Final = ("display_name", "note", "bot", "avatar_description", "header_description")


class Gone(Struct):
    """Which pictures are to be taken away."""

    avatar_gone: bool = False
    header_gone: bool = False


@get(PAGE, page=True)
async def form(tx: ReadTx, call: Call) -> Answer:
    """The profile as it is, to be changed."""
    return _page(call, await profile.profile(call, tx))


def _page(call: Call, known: dict[str, Any], *, wrong: Refused | None = None) -> Answer:
    bounds = call.house.settings.bounds
    lines = [*known["fields"], *[{"name": "", "value": ""}] * LINES][: max(LINES, len(known["fields"]))]
    return setting_page(
        call, "profile_settings.html", me=known, lines=lines[: bounds.fields], bounds=bounds,
        megabytes=megabytes(call), errors=_errors(wrong) if wrong else None,
    )  # fmt: skip


def _errors(wrong: Refused) -> dict[str, str]:
    """What is wrong; of a picture the sentence that says what with it."""
    errors = wrong_fields(wrong)
    for name in set(_FACES) & set(errors):
        said = wrong.details[name][1].partition(": ")[2]
        errors[name] = said if said in SENTENCES else TOO_LARGE
    return errors


@post(PAGE, page=True, uploads=True)
async def keep(call: Call) -> Answer:
    """Keep it, all or nothing; what was typed stays on the page where something is wrong."""
    check_form(call)
    try:
        gone = fill(Gone, call.said)
        _all_here(call)
        if (stop := await _word_of_it(call)) is not None:
            return stop
        await accounts.keep(call, fill(ProfileForm, _chosen(call.said)))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            known = await profile.profile(call, tx)
        return _page(call, {**known, **_typed(call.said)}, wrong=wrong)
    await _take_away(call, gone)
    return kept(PAGE)


def _all_here(call: Call) -> None:
    """Raises Refused where a picture was too large to be kept."""
    for name in _FACES:
        if why := lost(call, call.said.get(name)):
            raise refused(name, "ERR_INVALID", f"{name}: {why}")


async def _word_of_it(call: Call) -> Answer | None:
    """What the law may make of what one says of oneself. Pictures that came with it are kept first: no page could send them again."""
    said = dict(
        flat({name: call.said[name] for name in ("display_name", "note", "fields_attributes") if name in call.said})
    )
    stop = await before_acting(call, "profile", tuple(said.values()), list(flat(call.said)), back=PAGE)
    faces = {name: given for name, given in _chosen(call.said).items() if name in _FACES}
    if stop is not None and faces:
        await accounts.keep(call, fill(ProfileForm, faces))
    return stop


def _chosen(said: dict[str, Any]) -> dict[str, Any]:
    """What this page asks for and nothing else; a picture that was not chosen is no picture."""
    chosen = {name: said[name] for name in (*_TYPED, "fields_attributes") if name in said}
    faces = {name: said[name] for name in _FACES if name in said}
    return chosen | {name: given for name, given in faces.items() if getattr(given, "data", given)}


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    """What stood in the form, to be put back into it."""
    typed = {name: said[name] for name in _TYPED if isinstance(said.get(name), str)}
    if "bot" in typed:
        typed["bot"] = typed["bot"] == "1"
    lines = said.get("fields_attributes")
    if isinstance(lines, list):
        pairs = [line for line in lines if isinstance(line, dict)]
        typed["fields"] = [{key: str(line.get(key, "")) for key in ("name", "value")} for line in pairs]
    return typed


async def _take_away(call: Call, gone: Gone) -> None:
    """Take pictures away where nothing came in their place."""
    left = [name for name in _FACES if getattr(gone, f"{name}_gone") and not getattr(call.said.get(name), "data", b"")]
    if not left:
        return
    nothing: dict[str, Any] = dict.fromkeys(left) | {f"{name}_description": "" for name in left}
    changes, bounds = msgspec.structs.replace(Changes(), **nothing), call.house.settings.bounds
    await call.house.store.write(call.viewer, lambda tx: update_profile(tx, changes, bounds))
    call.house.fragments.clear()
