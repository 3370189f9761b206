"""Change one's profile and choices: what is said of oneself, who may read it, and what new statuses begin with."""

from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType
from sqlalchemy import bindparam, select, update

from kukhnya.model.audience import Audience
from kukhnya.model.bounds import Bounds
from kukhnya.model.draft import MAX_EXPIRY_S, MIN_EXPIRY_S
from kukhnya.model.errors import NotFound, refused
from kukhnya.model.events import FilesUnneeded, FindabilityChanged
from kukhnya.model.ids import CircleId
from kukhnya.store.statement import Statement, param
from kukhnya.store.tables import account, circle, member
from kukhnya.store.tx import WriteTx
from kukhnya.text import domains, names, render
from kukhnya.visibility.rule import VIEWER, shareable

from .answer_follow_request import check_reads_from
from .change_audience import keep_history_back
from .fold_away import check_fold
from .post_status import checked_language
from .quote_status import checked_policy

NEVER: Final = 0


class Changes(Struct, frozen=True, kw_only=True):
    """What is to change; what is unset stays."""

    display_name: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    fields: tuple[tuple[str, str], ...] | UnsetType = UNSET
    avatar: str | UnsetType | None = UNSET
    header: str | UnsetType | None = UNSET
    closed: bool | UnsetType = UNSET
    locked: bool | UnsetType = UNSET
    bot: bool | UnsetType = UNSET
    discoverable: bool | UnsetType = UNSET
    indexable: bool | UnsetType = UNSET
    graph_hidden: bool | UnsetType = UNSET
    feed: bool | UnsetType = UNSET
    avatar_description: str | UnsetType = UNSET
    header_description: str | UnsetType = UNSET
    attribution_domains: tuple[str, ...] | UnsetType = UNSET
    media_hidden: bool | UnsetType = UNSET
    media_replies_hidden: bool | UnsetType = UNSET
    featured_hidden: bool | UnsetType = UNSET
    new_followers_read_from: str | UnsetType = UNSET
    default_audience: Audience | UnsetType = UNSET
    default_circle_id: CircleId | UnsetType | None = UNSET
    default_sensitive: bool | UnsetType = UNSET
    default_expires_in_s: int | UnsetType = UNSET
    default_reblog_audience: Audience | UnsetType = UNSET
    default_quote_policy: str | UnsetType = UNSET
    language: str | UnsetType = UNSET
    fold_after_days: int | UnsetType = UNSET
    fold_to: str | UnsetType = UNSET


_ACCOUNT: Final = (
    "display_name", "note", "note_html", "fields", "avatar", "header", "closed", "locked", "bot", "discoverable",
    "indexable", "graph_hidden", "avatar_description", "header_description", "attribution_domains", "media_hidden",
    "media_replies_hidden", "featured_hidden", "feed",
)  # fmt: skip
_FLAGS: Final = (
    "closed", "locked", "bot", "discoverable", "indexable", "graph_hidden", "media_hidden", "media_replies_hidden",
    "featured_hidden", "default_sensitive", "feed",
)  # fmt: skip
MOST_DOMAINS: Final = 10
_MEMBER: Final = (
    "new_followers_read_from", "default_audience", "default_circle_id", "default_sensitive", "default_expires_in_s",
    "default_reblog_audience", "default_quote_policy", "language", "fold_after_days", "fold_to",
)  # fmt: skip
_account: Final = Statement(
    update(account)
    .values(
        {name: bindparam(name, type_=account.c[name].type) for name in _ACCOUNT} | {"version": account.c.version + 1}
    )
    .where(account.c.id == VIEWER)
)
_member: Final = Statement(
    update(member)
    .values({name: bindparam(name, type_=member.c[name].type) for name in _MEMBER})
    .where(member.c.account_id == VIEWER)
)
_now: Final = Statement(
    select(*(account.c[name] for name in _ACCOUNT), *(member.c[name] for name in _MEMBER))
    .select_from(account.join(member, member.c.account_id == account.c.id))
    .where(account.c.id == VIEWER)
)
_own_circle: Final = Statement(select(circle.c.id).where(circle.c.id == param("id"), circle.c.account_id == VIEWER))


async def update_profile(tx: WriteTx, changes: Changes, bounds: Bounds) -> None:
    """Make these changes, all or none. Raises Refused naming the field, NotFound for somebody else's circle."""
    row = await tx.one(_now)
    if row is None:
        raise NotFound(tx.viewer.id)
    said = {name: value for name, value in msgspec.structs.asdict(changes).items() if value is not UNSET}
    await _check(tx, row, said, bounds)
    new = {**{name: row[name] for name in (*_ACCOUNT, *_MEMBER)}, **_kept(said, bounds)}
    for name in _FLAGS:
        new[name] = bool(new[name])
    await tx.execute(_account, **{name: new[name] for name in _ACCOUNT})
    if row["closed"] and not new["closed"]:
        await keep_history_back(tx)
    if any(bool(row[name]) != new[name] for name in ("closed", "indexable")):
        tx.emit(FindabilityChanged(tx.viewer.id))
    if any(name in said for name in _MEMBER):
        await tx.execute(_member, **{name: new[name] for name in _MEMBER})
    gone = tuple(
        str(row[name]).partition("/")[0]
        for name in ("avatar", "header")
        if name in said and row[name] not in {None, new[name]}
    )
    if gone:
        tx.emit(FilesUnneeded(gone))


async def _check(tx: WriteTx, row: Any, said: dict[str, Any], bounds: Bounds) -> None:
    limits = {
        "display_name": bounds.name_characters, "note": bounds.note_characters,
        "avatar_description": bounds.alt_characters, "header_description": bounds.alt_characters,
    }  # fmt: skip
    for name, most in limits.items():
        if len(said.get(name, "")) > most:
            raise refused(name, "ERR_TOO_LONG", f"{name} is too long (maximum is {most} characters)")
    _check_domains(said.get("attribution_domains", ()))
    fields = said.get("fields", ())
    if len(fields) > bounds.fields:
        raise refused("fields_attributes", "ERR_TOO_MANY", f"At most {bounds.fields} fields")
    if any(len(part) > bounds.field_characters for field in fields for part in field):
        raise refused("fields_attributes", "ERR_TOO_LONG", f"A field has at most {bounds.field_characters} characters")
    expiry = said.get("default_expires_in_s", NEVER)
    if expiry != NEVER and not MIN_EXPIRY_S <= expiry <= MAX_EXPIRY_S:
        raise refused(
            "source[expires_in]",
            "ERR_INCLUSION",
            f"expires_in must be 0 or from {MIN_EXPIRY_S} to {MAX_EXPIRY_S} seconds",
        )
    checked_language(said.get("language", ""), "source[language]")
    checked_policy(said.get("default_quote_policy", "nobody"), "source[quote_policy]")
    shares_to = said.get("default_reblog_audience")
    if shares_to is not None and not shareable(Audience.PUBLIC, by_author=False, shares_to=shares_to):
        raise refused("source[reblog_audience]", "ERR_INCLUSION", f"Nothing can be re-shared to {shares_to.value}")
    if "new_followers_read_from" in said:
        check_reads_from(said["new_followers_read_from"], "new_followers_read_from")
    check_fold(said.get("fold_after_days"), said.get("fold_to"))
    _check_circle(row, said)
    if said.get("default_circle_id") and await tx.value(_own_circle, id=said["default_circle_id"]) is None:
        raise NotFound(said["default_circle_id"])


def _check_domains(names_: tuple[str, ...]) -> None:
    """Sites that may name the account as an author: few, and each a name."""
    if len(names_) > MOST_DOMAINS:
        raise refused("attribution_domains", "ERR_TOO_MANY", f"At most {MOST_DOMAINS} domains")
    if not all(domains.canonical(name) for name in names_):
        raise refused("attribution_domains", "ERR_INVALID", "attribution_domains must be names of sites")


def _check_circle(row: Any, said: dict[str, Any]) -> None:
    """Whoever posts to a circle unless they say otherwise must have said which."""
    if not {"default_audience", "default_circle_id"} & set(said):
        return  # a circle that has been deleted since must not keep a name from being changed
    audience = said.get("default_audience", row["default_audience"])
    if audience == Audience.CIRCLE and not said.get("default_circle_id", row["default_circle_id"]):
        raise refused("source[circle_id]", "ERR_BLANK", "circle_id is needed where only a circle may read")


def _kept(said: dict[str, Any], bounds: Bounds) -> dict[str, Any]:
    """What was said, as it is kept."""
    kept = dict(said)
    if "display_name" in said:
        kept["display_name"] = names.tidy(said["display_name"], bounds.name_characters)
    if "note" in said:
        kept["note"] = names.tidy_text(said["note"])
        kept["note_html"] = _html(kept["note"], bounds)
    if "fields" in said:
        pairs = [
            (names.tidy(name, bounds.field_characters), names.tidy(value, bounds.field_characters))
            for name, value in said["fields"]
        ]
        kept["fields"] = msgspec.json.encode(
            [{"name": name, "value": value, "html": _html(value, bounds)} for name, value in pairs if name or value]
        ).decode()
    for name in ("avatar_description", "header_description"):
        if name in said:
            kept[name] = names.tidy_text(said[name]).strip()
    if "attribution_domains" in said:
        sites = dict.fromkeys(domains.canonical(name) for name in said["attribution_domains"])
        kept["attribution_domains"] = msgspec.json.encode(list(sites)).decode()
    audiences = {"default_audience", "default_reblog_audience"} & set(said)
    never = {name for name in ("default_expires_in_s", "fold_after_days") if said.get(name) == NEVER}
    return kept | {name: said[name].value for name in audiences} | dict.fromkeys(never)


def _html(text: str, bounds: Bounds) -> str:
    return render.to_html(text, mentions={}, tag_url=lambda key: f"{bounds.base}/tags/{key}")
