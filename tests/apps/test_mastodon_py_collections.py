"""Mastodon.py about collections: people who are recommended, and what they say to it."""

import pytest
from mastodon import MastodonAPIError, MastodonNotFoundError

from tests.apps.kitchen import Kitchen
from tests.apps.strict import newcomers
from tests.apps.test_mastodon_py_told import until

pytestmark = pytest.mark.usefixtures("strictly")


def test_a_script_recommends_people_who_may_leave(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    ids = [person.me().id for person in (misha, anya)]
    for person in (misha, anya):
        person.account_update_credentials(hide_collections=False)
        person.account_follow(vera.me().id)

    made = vera.collection_create(
        "Cooks", description="they bake", language="en", tag_name="tea", discoverable=True, account_ids=[ids[0]]
    ).collection
    added = vera.collection_item_add(made, ids[1]).collection_item
    assert (added.account_id, added.state) == (ids[1], "accepted")
    shown = anya.collection(made)
    assert [account.id for account in shown.accounts] == [vera.me().id, *ids]
    assert (shown.collection.tag.name, shown.collection.item_count) == ("tea", 2)
    assert [c.id for c in anya.account_collections(vera.me()).collections] == [made.id]
    assert [c.id for c in misha.account_in_collections(None).collections] == [made.id]

    assert vera.collection_update(made, name="Bakers", sensitive=True).collection.name == "Bakers"
    told = until(lambda: [n for n in anya.notifications() if n.type == "added_to_collection"])
    assert told[0].collection.id == made.id
    misha.collection_item_revoke(made, shown.collection.collection_items[0].id)
    with pytest.raises(MastodonAPIError):
        vera.collection_item_add(made, ids[0])
    vera.collection_item_delete(made, added.id)
    assert vera.collection(made).collection.item_count == 0
    vera.collection_delete(made)
    with pytest.raises(MastodonNotFoundError):
        vera.collection(made)
