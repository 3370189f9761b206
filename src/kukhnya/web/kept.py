"""What one keeps and what one likes. Both are seen by nobody else; no filter hides here what was kept on purpose."""

from kukhnya.api import status_actions
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get
from kukhnya.model.page import Page
from kukhnya.store.tx import ReadTx

from .timelines import timeline


@get("/bookmarks", page=True, twin="/api/v1/bookmarks")
async def bookmarks(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """What the reader keeps, the latest first."""
    listed = await status_actions.bookmarks(tx, call, bounds)
    return timeline(call, listed, bounds.limit, "kept", "kept.html", likes=False)


@get("/likes", page=True, twin="/api/v1/favourites")
async def likes(tx: ReadTx, call: Call, bounds: Page) -> Answer:
    """What the reader likes, the latest first."""
    listed = await status_actions.favourites(tx, call, bounds)
    return timeline(call, listed, bounds.limit, "kept", "kept.html", likes=True)
