"""The law in plain words: where a word is wanted, and what there is to say of something. Ours: docs/reference/own-api.md.

Nothing of an answer is kept, and asking leaves no trace either.
"""

from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from kukhnya.actions.choose_law import choose_law
from kukhnya.door.cautions import ACTS, cautions, composing
from kukhnya.door.laws import as_told
from kukhnya.door.route import Call, get, post, put
from kukhnya.model.audience import Audience
from kukhnya.model.draft import Draft
from kukhnya.model.errors import refused
from kukhnya.queries import accounts
from kukhnya.queries import media as pictures
from kukhnya.queries.law import LawChoice, law_choice_of
from kukhnya.store.tx import ReadTx, WriteTx
from kukhnya.text.parse import parse
from kukhnya.visibility.rule import anyone_else_may

from .entities import labels
from .words import audience_named

MOST_LINKS: Final = 20


class LawForm(Struct):
    """What is chosen; what is unset stays."""

    jurisdictions: list[str] | UnsetType = UNSET
    hold_risky: bool | UnsetType = UNSET


class CheckForm(Struct):
    """Something that somebody is about to do."""

    text: str = ""
    jurisdictions: list[str] | None = None
    visibility: str = "public"
    act: str = "post"


@get("/api/kukhnya/v1/law", scope="read:accounts")
async def show(tx: ReadTx, call: Call) -> dict[str, Any]:
    """What is chosen, and what there is to choose from."""
    return _shown(call, await law_choice_of(tx))


def _shown(call: Call, choice: LawChoice) -> dict[str, Any]:
    return {
        "jurisdictions": list(choice.jurisdictions),
        "hold_risky": choice.hold_risky,
        "packs": [
            {
                "id": pack.id,
                "title": dict(pack.title),
                "checked_on": pack.checked_on.isoformat(),
                "expires_on": pack.expires_on.isoformat(),
                "reviewed": bool(pack.reviewed_by),
            }
            for pack in call.house.laws.packs.values()
        ],
    }


@put("/api/kukhnya/v1/law", scope="write:accounts")
async def choose(tx: WriteTx, call: Call, form: LawForm) -> dict[str, Any]:
    """Choose. A place there is no pack for is refused, for silence there would be taken for an answer."""
    before = await law_choice_of(tx)
    places = before.jurisdictions
    if not isinstance(form.jurisdictions, UnsetType):
        places = known_places(call, form.jurisdictions, kept=before.jurisdictions)
    choice = LawChoice(places, before.hold_risky if isinstance(form.hold_risky, UnsetType) else form.hold_risky)
    await choose_law(tx, choice)
    tx.after_commit(call.house.callers.forget)
    return _shown(call, choice)


def known_places(call: Call, said: list[str], kept: tuple[str, ...] = ()) -> tuple[str, ...]:
    """These places, each once. `kept`: chosen before, which stay even where their pack has been taken away."""
    there = call.house.laws.packs
    for place in said:
        if place not in there and place not in kept:
            raise refused("jurisdictions", "ERR_INCLUSION", f"jurisdictions must be among {', '.join(there)}")
    return tuple(dict.fromkeys(said))


@post("/api/kukhnya/v1/check", scope="write:statuses")
async def check(tx: ReadTx, call: Call, form: CheckForm) -> dict[str, Any]:
    """What there is to say of something before it goes. It stops nothing, and nothing of it is kept."""
    if form.act not in ACTS:
        raise refused("act", "ERR_INCLUSION", f"act must be one of {', '.join(ACTS)}")
    audience = audience_named(form.visibility)
    places = (
        (await law_choice_of(tx)).jurisdictions
        if form.jurisdictions is None
        else known_places(call, form.jurisdictions)
    )
    found = await cautions(call.house, places, form.text, act=form.act, audience=audience)
    return {
        "cautions": [as_told(caution, language(call)) for caution in found],
        "labels": [
            {"url": url, "label": label["kind"], **label}
            for url in parse(form.text).urls[:MOST_LINKS]
            for label in labels(call, url)
        ],
    }


def language(call: Call) -> str:
    """The language of this answer's sentences: Russian where the app asks for it, else English."""
    return "ru" if call.headers.get("accept-language", "").lower().startswith("ru") else "en"


async def waits(tx: ReadTx, call: Call, draft: Draft) -> bool:
    """Has its author chosen to be asked first about what an app posts, and is there something to say of this?"""
    if not call.caller.jurisdictions:
        return False
    choice = await law_choice_of(tx)
    if not choice.hold_risky or (draft.audience is not None and not anyone_else_may(draft.audience)):
        return False
    options = draft.poll.options if draft.poll else ()
    described = [row["description"] or "" for row in await pictures.several_own(tx, draft.media_ids)]
    text = "\n".join((draft.spoiler, draft.text, *options, *described))
    audience = draft.audience or Audience((await accounts.own(tx))["default_audience"])
    return bool(composing(await cautions(call.house, choice.jurisdictions, text, audience=audience)))
