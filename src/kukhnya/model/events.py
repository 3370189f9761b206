"""What has happened here, in the past tense. Events hold ids, never words: they are written to disk."""

from msgspec import Struct

from .ids import (
    TOP,
    AccountId,
    AnnouncementId,
    CollectionId,
    MediaId,
    MoveId,
    NotificationId,
    ReportId,
    ScheduledStatusId,
    StatusId,
)


class Event(Struct, frozen=True):
    """Something that has been committed."""


class StatusPosted(Event, frozen=True):
    """A status, or a re-share, has been posted."""

    status_id: StatusId


class StatusEdited(Event, frozen=True):
    """The words or pictures of a status have changed; `mentioned` are the accounts it newly names."""

    status_id: StatusId
    mentioned: tuple[AccountId, ...]


class AudienceChanged(Event, frozen=True):
    """The audience of a status has changed."""

    status_id: StatusId


class FindabilityChanged(Event, frozen=True):
    """An account lets its statuses be found, or does so no more; those with ids below `below` are still to be seen to."""

    account_id: AccountId
    below: int = TOP


class AudiencesMoved(Event, frozen=True):
    """An account has changed the audience of many of its statuses; those with ids below `below` are still to be seen to."""

    account_id: AccountId
    below: int = TOP


class TravelEnds(Event, frozen=True):
    """The day has come on which somebody wanted their statuses back, unless they have changed that since."""

    account_id: AccountId
    move_id: MoveId


class StatusDeleted(Event, frozen=True):
    """A status is gone, and its re-shares with it."""

    status_id: StatusId
    account_id: AccountId


class StatusExpires(Event, frozen=True):
    """The time of a status is over: it is already unseen, and is now to be erased."""

    status_id: StatusId


class StatusDue(Event, frozen=True):
    """The time of a scheduled status has come, unless it has been moved or taken back since."""

    scheduled_status_id: ScheduledStatusId


class StatusTakenBack(Event, frozen=True):
    """A scheduled status is gone unposted."""

    scheduled_status_id: ScheduledStatusId


class Notified(Event, frozen=True):
    """Notifications have been written down; one that was there before keeps its own id and is not among them.

    Those that are kept back are not among them either: nobody is to be disturbed by them.
    """

    notification_ids: tuple[NotificationId, ...]


class NotificationsMerged(Event, frozen=True):
    """What had been kept back from an account is now among what it is told."""

    account_id: AccountId


class SignedUp(Event, frozen=True):
    """Somebody has become an active member."""

    account_id: AccountId


class PollEnded(Event, frozen=True):
    """A poll takes no more votes."""

    status_id: StatusId


class Favourited(Event, frozen=True):
    """Somebody has liked a status."""

    account_id: AccountId
    status_id: StatusId


class Reacted(Event, frozen=True):
    """Somebody has answered a status with one of the kind reactions."""

    account_id: AccountId
    status_id: StatusId
    name: str


class Followed(Event, frozen=True):
    """Somebody follows, with consent."""

    follower_id: AccountId
    followee_id: AccountId


class FollowAsked(Event, frozen=True):
    """Somebody asks to follow."""

    follower_id: AccountId
    followee_id: AccountId


class Unfollowed(Event, frozen=True):
    """A follow has ended, from either side."""

    follower_id: AccountId
    followee_id: AccountId


class Blocked(Event, frozen=True):
    """Somebody has blocked somebody."""

    blocker_id: AccountId
    blocked_id: AccountId


class FiltersChanged(Event, frozen=True):
    """Somebody filters something else now."""

    account_id: AccountId


class MediaWithdrawn(Event, frozen=True):
    """A picture no longer belongs to a status; its files go unless it has been attached again."""

    media_id: MediaId


class FilesUnneeded(Event, frozen=True):
    """No row names these stored files any more (random names, without a person's words)."""

    names: tuple[str, ...]


class AccountDeleted(Event, frozen=True):
    """An account is gone; what it left behind is to be erased."""

    account_id: AccountId


class ReportFiled(Event, frozen=True):
    """Somebody has asked the moderators to look at an account."""

    report_id: ReportId


class AnnouncementPublished(Event, frozen=True):
    """The server has something to tell its members."""

    announcement_id: AnnouncementId


class AnnouncementDeleted(Event, frozen=True):
    """An announcement is no more."""

    announcement_id: AnnouncementId


class AnnouncementReacted(Event, frozen=True):
    """The number of reactions with this emoji has changed."""

    announcement_id: AnnouncementId
    name: str


class AddedToCollection(Event, frozen=True):
    """Somebody has put these accounts into a collection."""

    collection_id: CollectionId
    account_ids: tuple[AccountId, ...]


class CollectionRenamed(Event, frozen=True):
    """A collection says something else of itself, and so of those in it."""

    collection_id: CollectionId
