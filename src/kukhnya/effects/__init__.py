"""What follows once a change is committed: EFFECTS is the whole list.

Each effect runs in the transaction that takes its event off the queue, so it happens once or not yet.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx

Effect = Callable[[WriteTx, Any, Files], Awaitable[None]]

EFFECTS: Final[Mapping[type[events.Event], tuple[Effect, ...]]] = {
    events.StatusPosted: (),
    events.StatusEdited: (),
    events.AudienceChanged: (),
    events.StatusDeleted: (),
    events.StatusExpires: (),
    events.PollEnded: (),
    events.Favourited: (),
    events.Followed: (),
    events.FollowAsked: (),
    events.Unfollowed: (),
    events.Blocked: (),
    events.MediaWithdrawn: (),
    events.FilesUnneeded: (),
    events.AccountDeleted: (),
}

KINDS: Final[Mapping[str, type[events.Event]]] = {kind.__name__: kind for kind in EFFECTS}
"""Events by the name under which a job keeps them."""
