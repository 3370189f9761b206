"""Does any opinion or mood sink? The audits that are kept, for anybody. Ours: docs/reference/own-api.md."""

from typing import Any

import msgspec

from kukhnya.door.route import Who, get
from kukhnya.model.ids import Time
from kukhnya.queries import mood
from kukhnya.store.tx import ReadTx
from kukhnya.warm.findings import Audit

from .questions import day


@get("/api/kukhnya/v1/neutrality", who=Who.ANYONE)
async def neutrality(tx: ReadTx) -> dict[str, Any]:
    """The audits of the last year, the newest first; none where there was never enough to audit."""
    return {"audits": [{"week": day(begin), **msgspec.to_builtins(each)} for begin, each in await audits(tx)]}


async def audits(tx: ReadTx) -> list[tuple[Time, Audit]]:
    """The audits that are kept, each with the first instant of its week, the newest first."""
    return [(Time(row["week"]), msgspec.json.decode(row["figures"], type=Audit)) for row in await mood.audits(tx)]
