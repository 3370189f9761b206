"""New statuses for a page of home that stands open: the same stream an app gets, drawn as the page would draw it."""

from typing import Any, Final

from msgspec.structs import replace

from kukhnya.api.streaming import EVENTS, events_of
from kukhnya.door.answers import Ongoing
from kukhnya.door.route import Call, get
from kukhnya.door.streams import Stream
from kukhnya.model.errors import NotFound

from .articles import article
from .leaving import guarded
from .show import spoken

_SHOWN: Final = frozenset({"update", "status.update"})


class Articles:
    """Server-sent events that hold articles, made for the reader of one page."""

    def __init__(self, call: Call) -> None:
        self._call = replace(call, said={"lang": spoken(call)}, headers={}, cookies={}, path={}, peer="")

    def message(self, stream: Stream, event: str, payload: bytes | None) -> tuple[Any, int]:
        """An article, the id of one that is gone, or nothing that a page could show."""
        if event in _SHOWN and payload is not None:
            drawn = guarded(self._call, spoken(self._call), article(self._call, payload, "home").html.decode())
            if not drawn:
                return EVENTS.awake(), 0
            payload = b"\ndata: ".join(drawn.encode().splitlines())
        elif event != "delete":
            return EVENTS.awake(), 0
        return EVENTS.message(stream, event, payload)

    def awake(self) -> Any | None:
        """A comment, which browsers pass over."""
        return EVENTS.awake()

    def farewell(self, code: int) -> Any:
        """The end of the answer."""
        return EVENTS.farewell(code)


@get("/stream/home", page=True, streams=True)
async def home(call: Call) -> Ongoing:
    """What the reader's home gets while it is open. For pages of this server alone."""
    if call.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise NotFound(call.url)
    return events_of(call, Stream("user"), Articles(call))
