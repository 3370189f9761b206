"""What there is most of on the server, for those who look after it: as far as it is kept, and as far as they may see."""

import platform
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from kukhnya import __version__
from kukhnya.door.route import Call, Who, post
from kukhnya.model.ids import DAY, Time
from kukhnya.queries import measures
from kukhnya.queries.measures import Stretch
from kukhnya.store.tx import ReadTx

from .admin_measures import keys_of, of_what, stretch

DIMENSIONS: Final = (
    "languages", "sources", "servers", "space_usage", "software_versions", "tag_servers", "tag_languages",
    "instance_accounts", "instance_languages",
)  # fmt: skip
NOT_KEPT: Final = frozenset({"sources", "space_usage"})
"""With which app somebody posts is not kept, and how large the parts of the server are not measured: always empty."""
_MONTH_DAYS: Final = 30
_MOST: Final = 100
_DATABASES: Final = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class DimensionsForm(Struct):
    """Which dimensions, over which days."""

    keys: list[str] | str | UnsetType = UNSET
    start_at: str = ""
    end_at: str = ""
    limit: int = 10


@post("/api/v1/admin/dimensions", scope="admin:read", who=Who.STAFF)
async def create(tx: ReadTx, call: Call, form: DimensionsForm) -> list[dict[str, Any]]:
    """The most of each, over the last month where no days are named."""
    asked = Stretch(Time(tx.now - _MONTH_DAYS * DAY), Time(tx.now + DAY))
    if form.start_at or form.end_at:
        asked = stretch(form.start_at, form.end_at)
    most = max(1, min(form.limit, _MOST))
    return [{"key": key, "data": await _data(tx, call, key, asked, most)} for key in keys_of(form.keys, DIMENSIONS)]


async def _data(tx: ReadTx, call: Call, key: str, asked: Stretch, most: int) -> list[dict[str, str]]:
    about = of_what(call, key)
    if key in NOT_KEPT:
        return []
    if key == "software_versions":
        return [
            _named("kukhnya", "Kukhnya", __version__),
            _named("python", "Python", platform.python_version()),
            _named("database", "Database", _DATABASES[tx.dialect]),
        ]
    rows = await measures.ranked(tx, key, asked, most, **about)
    return [{"key": row[0], "human_key": row[0], "value": str(row[1])} for row in rows]


def _named(key: str, human_key: str, value: str) -> dict[str, str]:
    return {"key": key, "human_key": human_key, "value": value, "human_value": value}
