"""What follows once a change is committed: EFFECTS is the whole list.

Each effect runs in the transaction that takes its event off the queue, so it happens once or not yet.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from kukhnya.model import events
from kukhnya.store.files import Files
from kukhnya.store.tx import WriteTx

from . import cards, forget, index, notify, publish, push, stream

Effect = Callable[[WriteTx, Any, Files], Awaitable[None]]

EFFECTS: Final[Mapping[type[events.Event], tuple[Effect, ...]]] = {
    events.StatusPosted: (stream.of_post, notify.of_post, index.status, cards.of_post),
    events.StatusEdited: (stream.of_edit, notify.of_edit, index.status, cards.of_edit),
    events.AudienceChanged: (stream.of_audience, index.status, cards.of_audience),
    events.AudiencesMoved: (stream.of_audiences, index.narrowed),
    events.TravelEnds: (publish.after_travel,),
    events.FindabilityChanged: (index.account,),
    events.StatusDeleted: (stream.of_deletion,),
    events.StatusExpires: (forget.expired_status,),
    events.StatusDue: (publish.due_status,),
    events.StatusTakenBack: (),
    events.Notified: (stream.of_notifications, push.of_notified),
    events.NotificationsMerged: (stream.of_merging,),
    events.SignedUp: (notify.of_sign_up,),
    events.PollEnded: (notify.of_poll,),
    events.Favourited: (notify.of_like,),
    events.Reacted: (notify.of_reaction,),
    events.Followed: (notify.of_follow,),
    events.FollowAsked: (notify.of_request,),
    events.Unfollowed: (),
    events.Blocked: (),
    events.FiltersChanged: (stream.of_filters,),
    events.MediaWithdrawn: (forget.withdrawn_media,),
    events.FilesUnneeded: (forget.files,),
    events.AccountDeleted: (stream.of_lost_account,),
    events.ReportFiled: (notify.of_report,),
    events.AnnouncementPublished: (stream.of_announcement,),
    events.AnnouncementDeleted: (stream.of_lost_announcement,),
    events.AnnouncementReacted: (),
    events.AddedToCollection: (notify.of_collection,),
    events.CollectionRenamed: (notify.of_renaming,),
}

KINDS: Final[Mapping[str, type[events.Event]]] = {kind.__name__: kind for kind in EFFECTS}
"""Events by the name under which a job keeps them."""
