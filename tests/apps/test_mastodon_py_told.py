"""Mastodon.py about what one is told: notifications, conversations, pushes, streams."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from mastodon import StreamListener

from tests.apps.kitchen import Kitchen
from tests.apps.neighbour import Neighbour
from tests.apps.strict import newcomers

pytestmark = pytest.mark.usefixtures("strictly")
PATIENCE_S = 20.0


def until(true: Callable[[], Any]) -> Any:
    """Wait for what another process does; the answer is what was waited for."""
    end = time.monotonic() + PATIENCE_S
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def test_a_script_reads_and_dismisses_notifications(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    status = vera.status_post("hello")
    for person in (misha, anya):
        person.status_favourite(status.id)
    misha.status_post(f"@{vera.me().acct} good day")

    told = until(lambda: len(found := vera.notifications()) == 3 and found)
    assert {n.type for n in told} == {"favourite", "mention"}
    assert vera.notifications(told[0].id).id == told[0].id
    assert [n.type for n in vera.notifications(types=["mention"])] == ["mention"]
    assert vera.notifications_unread_count().count == 3
    assert vera.unread_grouped_notifications_count() == 2
    groups = vera.grouped_notifications()
    liked = next(g for g in groups.notification_groups if g.type == "favourite")
    assert liked.notifications_count == 2
    assert {a.id for a in groups.accounts} == {misha.me().id, anya.me().id}
    assert vera.grouped_notification(liked.group_key).notification_groups[0].group_key == liked.group_key
    assert len(vera.grouped_notification_accounts(liked.group_key)) == 2
    vera.dismiss_grouped_notification(liked.group_key)
    (mention,) = vera.notifications()
    vera.notifications_dismiss(mention.id)
    assert list(vera.notifications()) == []
    misha.status_favourite(vera.status_post("again").id)
    until(vera.notifications)
    vera.notifications_clear()
    assert list(vera.notifications()) == []


def test_a_script_chooses_whom_it_hears_from(open_kitchen: Kitchen) -> None:
    vera, *strangers = newcomers(open_kitchen, "vera", "misha", "anya", "boris", "lena")
    assert vera.update_notifications_policy(for_not_following="filter").for_not_following == "filter"
    assert vera.notifications_policy().for_not_following == "filter"
    for stranger in strangers:
        stranger.status_post(f"@{vera.me().acct} hello")

    kept = until(lambda: len(found := vera.notification_requests()) == 4 and found)
    assert vera.notification_request(kept[0].id).account.id == kept[0].account.id
    vera.accept_notification_request(kept[0].id)
    vera.dismiss_notification_request(kept[1].id)
    vera.accept_multiple_notification_requests([kept[2].id])
    vera.dismiss_multiple_notification_requests([kept[3].id])
    assert list(vera.notification_requests()) == []
    assert vera.notifications_merged() is True
    assert {n.account.id for n in vera.notifications()} == {kept[0].account.id, kept[2].account.id}


def test_a_script_reads_conversations(open_kitchen: Kitchen) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    status = misha.status_post(f"@{vera.me().acct} just us", visibility="direct")

    (talk,) = until(vera.conversations)
    assert talk.unread is True
    assert talk.last_status.id == status.id
    assert [a.id for a in talk.accounts] == [misha.me().id]
    assert vera.conversations_read(talk.id).unread is False


def test_a_script_is_pushed_to_and_can_open_it(open_kitchen: Kitchen, neighbour: Neighbour) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    private, public = vera.push_subscription_generate_keys()

    made = vera.push_subscription_set(f"{neighbour.url}/vera", public, mention_events=True)
    assert made.endpoint == f"{neighbour.url}/vera"
    assert vera.push_subscription().alerts.mention is True
    misha.status_post(f"@{vera.me().acct} wake up")
    told = until(lambda: [each for each in neighbour.received if each.path == "/vera"])[0]
    opened = vera.push_subscription_decrypt_push(
        told.body, private, told.headers["encryption"], told.headers["crypto-key"]
    )
    assert opened.title
    assert "wake up" not in str(opened)
    assert vera.push_subscription_update(mention_events=False, follow_events=True).alerts.mention is False
    vera.push_subscription_delete()


class Ear(StreamListener):
    """What a stream has told."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def on_any_event(self, name: str, data: Any = None, for_stream: str | None = None) -> None:  # noqa: ARG002 - the listener is given it
        """Note it."""
        self.heard.append((name.replace(".", "_"), data))

    def hears(self, name: str, about: str) -> Any:
        """Wait for an event of this name about this id."""
        return until(lambda: [d for n, d in self.heard if n == name and str(getattr(d, "id", d)) == about])[0]


def test_a_script_hears_streams(open_kitchen: Kitchen) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    vera.account_follow(misha.me().id)
    kept = vera.list_create("friends")
    vera.list_accounts_add(kept.id, [misha.me().id])
    ears = {name: Ear() for name in ("user", "told", "public", "local", "hashtag", "list", "direct")}
    handles = [
        vera.stream_user(ears["user"], run_async=True),
        vera.stream_user_notifications(ears["told"], run_async=True),
        vera.stream_public(ears["public"], run_async=True),
        vera.stream_local(ears["local"], run_async=True),
        vera.stream_hashtag("bread", ears["hashtag"], run_async=True),
        vera.stream_list(kept.id, ears["list"], run_async=True),
        vera.stream_direct(ears["direct"], run_async=True),
    ]
    until(lambda: all(handle.is_receiving() for handle in handles))

    status = misha.status_post("fresh #bread")
    for name in ("user", "public", "local", "hashtag", "list"):
        assert ears[name].hears("update", status.id).account.id == misha.me().id
    misha.status_update(status.id, "stale #bread")
    assert ears["user"].hears("status_update", status.id).edited_at is not None
    misha.status_delete(status.id)
    ears["user"].hears("delete", status.id)
    secret = misha.status_post(f"@{vera.me().acct} psst", visibility="direct")
    talk = until(lambda: [d for n, d in ears["direct"].heard if n == "conversation"])[0]
    assert talk.last_status.id == secret.id
    told = until(lambda: [d for n, d in ears["told"].heard if n == "notification"])[0]
    assert told.status.id == secret.id
    vera.revoke_access_token(allow_http=True)
    until(lambda: not any(handle.is_receiving() for handle in handles))
