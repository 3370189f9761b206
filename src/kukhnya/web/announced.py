"""What the server tells its members, above their home, until they have read it."""

from typing import Any

from kukhnya.actions.answer_announcement import dismiss_announcement
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, post
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import AnnouncementId
from kukhnya.queries import announcements
from kukhnya.store.tx import ReadTx
from kukhnya.text.render import to_html

from .forms import check_form
from .show import redirect


async def announced(tx: ReadTx, call: Call) -> list[dict[str, Any]]:
    """What is announced and not yet put away by the reader, on a first page alone. One statement."""
    if call.said.keys() & {"max_id", "min_id", "since_id"}:
        return []
    return [
        {**dict(row), "content": to_html(row["source"], mentions={}, tag_url=lambda key: call.address(f"/tags/{key}"))}
        for row in await announcements.live(tx)
    ]


@post("/announcements/{announcement_id}/dismiss", page=True)
async def dismiss(call: Call, announcement_id: AnnouncementId) -> Answer:
    """Put one away; one that is gone needs no putting away."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: dismiss_announcement(tx, announcement_id))
    except NotFound:
        return redirect("/home")
    return redirect("/home")
