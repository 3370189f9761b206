"""Custom emoji."""

from typing import Any

from kukhnya.door.pictures import face_address
from kukhnya.door.route import Call, Who, get
from kukhnya.queries import emojis
from kukhnya.store.tx import ReadTx


@get("/api/v1/custom_emojis", who=Who.ANYONE)
async def index(tx: ReadTx, call: Call) -> list[dict[str, Any]]:
    """Every custom emoji a picker may offer."""
    return [
        {
            "shortcode": row["shortcode"],
            "url": (url := face_address(call, f"{row['key']}/{row['extension']}")),
            "static_url": url,
            "visible_in_picker": True,
            "category": row["category"] or None,
        }
        for row in await emojis.all_shown(tx)
    ]
