"""Numbers about the server over time, for those who look after it: by weeks, from what is kept anyway."""

from datetime import UTC, date, datetime
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from kukhnya.door.route import Call, Who, post
from kukhnya.model.errors import refused
from kukhnya.model.ids import DAY, SECOND, Time, iso, parse_id
from kukhnya.queries import measures
from kukhnya.queries.measures import MEASURES, Stretch
from kukhnya.store.tx import ReadTx

MOST_DAYS: Final = 366
"""The longest stretch of days that is counted at once."""
_FIRST: Final = date(1971, 1, 1)


class MeasuresForm(Struct):
    """Which measures, from which day to which."""

    keys: list[str] | str | UnsetType = UNSET
    start_at: str = ""
    end_at: str = ""


def day(text: str, name: str) -> Time:
    """The first instant of a day; a time beside it is not read. Raises Refused."""
    try:
        read = date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise refused(name, "ERR_INVALID", f"{name} must be a date such as 2026-11-24") from error
    if not _FIRST <= read < date(9000, 1, 1):
        raise refused(name, "ERR_INVALID", f"{name} is out of reach")
    return Time(int(datetime(read.year, read.month, read.day, tzinfo=UTC).timestamp()) * SECOND)


def stretch(start_at: str, end_at: str, most_days: int = MOST_DAYS) -> Stretch:
    """The days from one to the other, both of them in it. Raises Refused."""
    start, end = day(start_at, "start_at"), Time(day(end_at, "end_at") + DAY)
    if not start < end <= start + most_days * DAY:
        raise refused("end_at", "ERR_INVALID", f"end_at must follow start_at, by {most_days} days at most")
    return Stretch(start, end)


def keys_of(given: list[str] | str | UnsetType, known: tuple[str, ...]) -> list[str]:
    """The keys asked for that there are, each once."""
    listed = [] if isinstance(given, UnsetType) else [given] if isinstance(given, str) else given
    return [key for key in dict.fromkeys(listed) if key in known]


def of_what(call: Call, key: str) -> dict[str, Any]:
    """`tag` and `domain` of a measure, as `tag_uses[id]` or `instance_statuses[domain]` say. Raises Refused."""
    if not key.startswith(("tag_", "instance_")):
        return {}
    said = call.said.get(key)
    given = said if isinstance(said, dict) else {}
    if key.startswith("tag_"):
        tag = parse_id(str(given.get("id", "")))
        if tag is None:
            raise refused(key, "ERR_BLANK", f"{key}[id] must be the id of a hashtag")
        return {"tag": tag}
    domain = given.get("domain")
    if not isinstance(domain, str) or not domain.strip():
        raise refused(key, "ERR_BLANK", f"{key}[domain] must be a domain")
    return {"domain": domain.strip().casefold().replace("\0", "")}


@post("/api/v1/admin/measures", scope="admin:read", who=Who.STAFF)
async def create(tx: ReadTx, call: Call, form: MeasuresForm) -> list[dict[str, Any]]:
    """Numbers by weeks. Interactions are floors; what would need data that is not kept is nought."""
    asked = stretch(form.start_at, form.end_at)
    return [await _measure(tx, call, key, asked) for key in keys_of(form.keys, MEASURES)]


async def _measure(tx: ReadTx, call: Call, key: str, asked: Stretch) -> dict[str, Any]:
    about = of_what(call, key)
    weeks = await measures.weekly(tx, key, asked, **about)
    made: dict[str, Any] = {
        "key": key,
        "unit": "bytes" if key == "instance_media_attachments" else None,
        "total": str(sum(many for _, many in weeks)),
    }
    if key == "instance_media_attachments":
        made["human_value"] = "0 Bytes"
    if not key.startswith("instance_"):
        before = await measures.weekly(tx, key, asked.before, **about)
        made["previous_total"] = str(sum(many for _, many in before))
    made["data"] = [{"date": iso(monday), "value": str(many)} for monday, many in weeks]
    return made
