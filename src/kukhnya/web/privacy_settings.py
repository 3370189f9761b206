"""Who sees what: the door of the profile, what new posts begin with, and what becomes of old ones."""

from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.feature_tag import feature_tag, unfeature_tag
from kukhnya.actions.fold_away import FOLDS_TO
from kukhnya.api import accounts as api
from kukhnya.api.accounts import ProfileForm
from kukhnya.door.answers import Answer
from kukhnya.door.params import fill
from kukhnya.door.route import Call, get, id_of, post
from kukhnya.model.audience import Audience
from kukhnya.model.draft import QUOTE_POLICIES
from kukhnya.model.errors import Refused
from kukhnya.queries import accounts, circles
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import featured
from kukhnya.visibility.behind_door import behind_door
from kukhnya.visibility.rule import anyone_may, shareable

from .forms import check_form, wrong_fields
from .settings import kept, setting_page
from .show import redirect

PAGE: Final = "/settings/privacy"
AUDIENCES: Final = tuple(audience for audience in Audience if audience is not Audience.DIRECT)
SHARED_TO: Final = tuple(
    audience for audience in AUDIENCES if shareable(Audience.PUBLIC, by_author=False, shares_to=audience)
)
FADES_S: Final = (0, 86_400, 7 * 86_400, 30 * 86_400, 90 * 86_400, 365 * 86_400)
FOLDS_DAYS: Final = (0, 7, 30, 90, 180, 365, 730)
_PLAIN: Final = {
    "locked": "locked", "discoverable": "discoverable", "indexable": "indexable", "hide_collections": "graph_hidden",
    "new_followers_read_from": "new_followers_read_from",
}  # fmt: skip
_SHOWN: Final = {
    "show_media": "media_hidden", "show_media_replies": "media_replies_hidden", "show_featured": "featured_hidden",
}  # fmt: skip
_SOURCE: Final = {
    "audience": "default_audience", "circle_id": "default_circle_id", "expires_in": "default_expires_in_s",
    "sensitive": "default_sensitive", "reblog_audience": "default_reblog_audience",
    "quote_policy": "default_quote_policy", "fold_after_days": "fold_after_days", "fold_to": "fold_to",
}  # fmt: skip


class Named(Struct):
    """A hashtag: by name, or one on the profile by id."""

    name: str = ""
    id: str = ""


@get(PAGE, page=True)
async def form(tx: ReadTx, call: Call) -> Answer:
    """What is chosen now."""
    return await _page(tx, call)


async def _page(tx: ReadTx, call: Call, wrong: Refused | None = None, said: dict[str, Any] | None = None) -> Answer:
    row = await accounts.own(tx)
    chosen = {**_chosen(row), **_typed(said or {})}
    return setting_page(
        call, "privacy_settings.html", closed=bool(row["closed"]), chosen=chosen, circles=await circles.all_own(tx),
        tags=await featured.of_account(tx, tx.viewer.id), most_tags=call.house.settings.bounds.featured_tags,
        audiences=_with(AUDIENCES, chosen["audience"]), wide=[a.value for a in Audience if anyone_may(a)],
        shared_to=SHARED_TO, policies=QUOTE_POLICIES, folds_to=FOLDS_TO, fades=_with(FADES_S, chosen["expires_in"]),
        folds=_with(FOLDS_DAYS, chosen["fold_after_days"]), named=(said or {}).get("name", ""),
        errors=wrong_fields(wrong) if wrong else None, search_engines=call.house.settings.search_engines == "on",
    )  # fmt: skip


def _chosen(row: Any) -> dict[str, Any]:
    """What is kept, under the names of the form."""
    names = {**_PLAIN, **_SOURCE}
    kept_ = {name: row[column] for name, column in names.items()}
    kept_ |= {name: not row[column] for name, column in _SHOWN.items()}
    return kept_ | {name: kept_[name] or 0 for name in ("expires_in", "fold_after_days", "circle_id")}


def _typed(said: dict[str, Any]) -> dict[str, Any]:
    """What stood in the form, to be put back into it."""
    inner = said["source"] if isinstance(said.get("source"), dict) else {}
    flags = {"locked", "discoverable", "indexable", "hide_collections", "sensitive", *_SHOWN}
    given = {**{name: said[name] for name in (*_PLAIN, *_SHOWN) if name in said}, **inner}
    return {
        name: value == "1" if name in flags else value
        for name, value in given.items()
        if isinstance(value, str) and name in {*_PLAIN, *_SHOWN, *_SOURCE}
    }


def _with(offered: tuple[Any, ...], chosen: Any) -> list[Any]:
    """What is offered, and what was chosen elsewhere."""
    return list(offered) if str(chosen) in {str(each) for each in offered} else [*offered, chosen]


@post(PAGE, page=True)
async def choose(call: Call) -> Answer:
    """Keep what was chosen, all or nothing. The door of the profile is not moved here."""
    check_form(call)
    said = {name: call.said[name] for name in (*_PLAIN, *_SHOWN) if name in call.said}
    inner = call.said.get("source")
    source = {name: inner[name] for name in _SOURCE if name in inner} if isinstance(inner, dict) else {}
    try:
        await api.keep(call, fill(ProfileForm, {**said, "source": source}))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, wrong, call.said)
    return kept(PAGE)


@get(f"{PAGE}/open", page=True)
async def before_opening(tx: ReadTx, call: Call) -> Answer:
    """What strangers would see, before the profile is opened."""
    row = await accounts.own(tx)
    if not row["closed"]:
        return redirect(PAGE)
    return setting_page(call, "open_profile.html", behind=await behind_door(tx))


@post(f"{PAGE}/open", page=True)
async def open_profile(call: Call) -> Answer:
    """Open the profile."""
    return await _move_door(call, closed=False)


@post(f"{PAGE}/close", page=True)
async def close_profile(call: Call) -> Answer:
    """Close the profile, and with it its past, at once."""
    return await _move_door(call, closed=True)


async def _move_door(call: Call, *, closed: bool) -> Answer:
    check_form(call)
    await api.keep(call, ProfileForm(closed=closed))
    return kept(PAGE)


@post(f"{PAGE}/hashtags", page=True)
async def show_hashtag(call: Call, named: Named) -> Answer:
    """Show a hashtag on the profile."""
    check_form(call)
    bounds = call.house.settings.bounds
    try:
        await call.house.store.write(call.viewer, lambda tx: feature_tag(tx, named.name.strip().lstrip("#"), bounds))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, wrong, {"name": named.name})
    return kept(PAGE)


@post(f"{PAGE}/hashtags/remove", page=True)
async def hide_hashtag(call: Call, named: Named) -> Answer:
    """Show a hashtag no more."""
    check_form(call)
    await call.house.store.write(call.viewer, lambda tx: unfeature_tag(tx, id_of(named.id)))
    return kept(PAGE)
