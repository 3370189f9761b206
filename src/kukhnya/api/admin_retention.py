"""How many stay, for those who look after the server: by months.

Known are the month in which a member came and the week in which they last posted. Days are answered in months.
"""

from typing import Any, Final

from msgspec import Struct

from kukhnya.door.route import Who, post
from kukhnya.model.ids import iso
from kukhnya.queries import measures
from kukhnya.store.tx import ReadTx

from .admin_measures import stretch

_MOST_DAYS: Final = 1100


class RetentionForm(Struct):
    """From which day to which. `frequency` is not read: it is always the month."""

    start_at: str = ""
    end_at: str = ""


@post("/api/v1/admin/retention", scope="admin:read", who=Who.STAFF)
async def create(tx: ReadTx, form: RetentionForm) -> list[dict[str, Any]]:
    """For the members of each month, how many were there in each month since."""
    if not form.start_at or not form.end_at:
        return []
    return [
        {
            "period": iso(began),
            "frequency": "month",
            "data": [
                {"date": iso(at), "rate": round(still / whole, 4) if whole else 0.0, "value": str(still)}
                for at, still, whole in months
            ],
        }
        for began, months in await measures.cohorts(tx, stretch(form.start_at, form.end_at, _MOST_DAYS))
    ]
