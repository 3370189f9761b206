"""Mastodon.py about people: accounts, what they are to one another, tags, lists, the server, reports."""

from typing import Any

import pytest
from mastodon import Mastodon, MastodonAPIError, MastodonNotFoundError

from kukhnya.media import drawn
from tests.apps.kitchen import PASSWORD, Kitchen, consent
from tests.apps.strict import newcomers

SCOPES = ["read", "write", "follow", "push"]


pytestmark = pytest.mark.usefixtures("strictly")


def test_a_script_signs_in_signs_up_and_signs_out(open_kitchen: Kitchen) -> None:
    url = open_kitchen.url
    client_id, secret = Mastodon.create_app("script", api_base_url=url, scopes=SCOPES)
    new: Any = Mastodon(client_id=client_id, client_secret=secret, api_base_url=url)
    api: Any = Mastodon(client_id=client_id, client_secret=secret, api_base_url=url)

    assert new.create_account("boris", PASSWORD, "boris@kitchen.example", agreement=True, scopes=SCOPES)
    address = api.auth_request_url(scopes=SCOPES, allow_http=True)
    api.log_in(code=consent(address, "boris"), scopes=SCOPES, allow_http=True)
    assert new.me().id == api.me().id
    assert api.app_verify_credentials().name == "script"
    assert api.oauth_authorization_server_info().token_endpoint.startswith(url)
    kept = api.persistable_login_credentials()
    assert kept
    api.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonAPIError):
        api.me()
    assert new.me().username == "boris"


def test_a_script_tells_who_it_is_and_how_it_looks(open_kitchen: Kitchen) -> None:
    (vera,) = newcomers(open_kitchen, "vera")
    face = drawn.scene("py", "cat")

    changed = vera.account_update_credentials(
        display_name="Vera", note="tea #tea", avatar=face, avatar_mime_type="image/jpeg", header=face,
        header_mime_type="image/jpeg", fields=[("home", "kitchen")],
    )  # fmt: skip
    assert changed.display_name == "Vera"
    assert changed.fields[0].value == "<p>kitchen</p>"
    assert vera.account_verify_credentials().source.note == "tea #tea"
    assert vera.profile().display_name == "Vera"
    assert vera.profile_update(display_name="Vera K.", fields=[("home", "table")]).display_name == "Vera K."
    assert vera.me().fields[0].value == "<p>table</p>"
    vera.account_delete_avatar()
    vera.account_delete_header()
    assert vera.preferences()["posting:default:visibility"] in {"public", "private"}


def test_a_script_finds_accounts(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    id_ = vera.me().id

    assert misha.account(id_).id == id_
    assert [a.id for a in misha.accounts([id_, anya.me().id])] == [id_, anya.me().id]
    assert misha.account_lookup(vera.me().acct).id == id_
    assert misha.account_search(vera.me().acct)[0].id == id_
    vera.status_post("I am here")
    assert id_ in [a.id for a in misha.directory(order="new")]
    suggested = misha.suggestions_v2()[0].account.id
    assert suggested in [a.id for a in misha.suggestions_v1()]
    misha.suggestion_delete(suggested)
    assert suggested not in [a.id for a in misha.suggestions()]


def test_a_script_follows_and_is_followed(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    ids = dict(zip(("vera", "misha", "anya"), (p.me().id for p in (vera, misha, anya)), strict=True))

    assert misha.account_follow(ids["vera"]).following is True
    assert misha.follows(anya.me().acct).following is True
    anya.account_follow(ids["vera"])
    assert [a.id for a in vera.account_followers(ids["vera"])] == [ids["anya"], ids["misha"]]
    assert ids["vera"] in [a.id for a in misha.account_following(ids["misha"])]
    misha.account_update_credentials(hide_collections=False)
    assert misha.account_familiar_followers(ids["vera"])[0].id == ids["vera"]
    assert misha.account_endorse(ids["vera"]).endorsed is True
    assert [a.id for a in misha.endorsements()] == [ids["vera"]]
    assert misha.account_unendorse(ids["vera"]).endorsed is False
    assert misha.account_pin(ids["vera"]).endorsed is True
    assert misha.account_unpin(ids["vera"]).endorsed is False
    assert misha.account_note_set(ids["vera"], "likes tea").note == "likes tea"
    assert misha.account_relationships(ids["vera"])[0].note == "likes tea"
    assert misha.account_unfollow(ids["vera"]).following is False
    assert vera.account_remove_from_followers(ids["anya"]).followed_by is False

    vera.account_update_credentials(locked=True)
    assert misha.account_follow(ids["vera"]).requested is True
    anya.account_follow(ids["vera"])
    assert {a.id for a in vera.follow_requests()} == {ids["misha"], ids["anya"]}
    assert vera.follow_request_authorize(ids["misha"]).followed_by is True
    assert vera.follow_request_reject(ids["anya"]).followed_by is False
    vera.account_update_credentials(locked=False)


def test_a_script_keeps_people_away(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    id_ = anya.me().id

    assert misha.account_mute(id_, duration=3600).muting is True
    assert misha.mutes()[0].mute_expires_at is not None
    assert misha.account_unmute(id_).muting is False
    assert misha.account_block(id_).blocking is True
    assert [a.id for a in misha.blocks()] == [id_]
    assert misha.account_unblock(id_).blocking is False
    misha.domain_block("far.example")
    assert list(misha.domain_blocks()) == ["far.example"]
    misha.domain_unblock("far.example")
    assert list(misha.domain_blocks()) == []
    report = misha.report(id_, comment="cold tea", category="other")
    assert report.comment == "cold tea"
    assert report.target_account.id == id_


def test_a_script_keeps_lists(open_kitchen: Kitchen) -> None:
    vera, misha, anya = newcomers(open_kitchen, "vera", "misha", "anya")
    anya_id = anya.me().id
    vera.account_follow(anya_id)

    kept = vera.list_create("friends", exclusive=True)
    vera.list_accounts_add(kept.id, [anya_id])
    assert [x.id for x in vera.lists()] == [kept.id]
    assert vera.list(kept.id).exclusive is True
    assert vera.list_update(kept.id, "kin", replies_policy="none").title == "kin"
    assert [a.id for a in vera.list_accounts(kept.id)] == [anya_id]
    assert [x.id for x in vera.account_lists(anya_id)] == [kept.id]
    status = anya.status_post("on a list")
    assert [s.id for s in vera.timeline_list(kept.id)] == [status.id]
    vera.list_accounts_delete(kept.id, [anya_id])
    vera.list_delete(kept.id)
    with pytest.raises(MastodonNotFoundError):
        vera.list(kept.id)


def test_a_script_follows_and_features_tags(open_kitchen: Kitchen) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    vera.status_post("#чай #bread")

    assert misha.tag("чай").name == "чай"
    assert misha.tag_follow("чай").following is True
    assert [t.name for t in misha.followed_tags()] == ["чай"]
    assert misha.tag_unfollow("чай").following is False
    assert "bread" in [t.name for t in vera.featured_tag_suggestions()]
    featured = vera.featured_tag_create("bread")
    assert featured.last_status_at is not None
    assert [t.name for t in vera.featured_tags()] == ["bread"]
    assert [t.name for t in misha.account_featured_tags(vera.me().id)] == ["bread"]
    vera.featured_tag_delete(featured.id)
    assert vera.tag_feature("bread").featuring is True
    assert vera.tag_unfeature("bread").featuring is False
    assert {t.name for t in misha.timeline_hashtag("чай")[0].tags} == {"чай", "bread"}


def test_a_script_asks_about_the_server(open_kitchen: Kitchen) -> None:
    (vera,) = newcomers(open_kitchen, "vera")
    rule = open_kitchen.machine.types("rule", "add", "Be kind.")
    assert rule.code == 0, rule.err
    terms = open_kitchen.machine.types("text", "set", "terms_of_service", "--on", "2026-01-01", stdin="Wash your cup.")
    assert terms.code == 0, terms.err

    assert vera.instance().version.startswith("4.4.0")
    assert vera.instance_v1().uri == vera.instance_v2().domain
    assert vera.retrieve_mastodon_version().startswith("4.4")
    assert vera.verify_minimum_version("4.4.0") is True
    assert vera.get_supported_version()
    vera.clear_caches()
    vera.set_language("ru")
    vera.lang = None
    assert [r.text for r in vera.instance_rules()] == ["Be kind."]
    assert "Wash your cup." in vera.instance_terms_of_service().content
    assert vera.instance_nodeinfo().software.name == "kukhnya"
    assert vera.stream_healthy() is True
    assert len(vera.instance_activity()) == 12
    assert list(vera.instance_peers()) == []
    assert list(vera.instance_domain_blocks()) == []
    assert vera.instance_extended_description().content is not None
    assert vera.instance_translation_languages() == {}
    assert vera.timeline_is_available("public") is True
    assert list(vera.custom_emojis()) == []
    assert vera.get_approx_server_time().year >= 2026


def test_a_script_reads_announcements(open_kitchen: Kitchen) -> None:
    made = open_kitchen.machine.types("announcement", "publish", "The kettle is new.")
    assert made.code == 0, made.err
    (vera,) = newcomers(open_kitchen, "vera")

    told = vera.announcements()[0]
    vera.announcement_reaction_create(told.id, "👍")
    assert vera.announcements()[0].reactions[0].me is True
    vera.announcement_reaction_delete(told.id, "👍")
    assert list(vera.announcements()[0].reactions) == []
    vera.announcement_dismiss(told.id)
    assert list(vera.announcements()) == []


def test_a_script_remembers_how_far_it_has_read(open_kitchen: Kitchen) -> None:
    (vera,) = newcomers(open_kitchen, "vera")
    status = vera.status_post("this far")

    assert vera.markers_set(["home"], [status.id])["home"].last_read_id == status.id
    assert vera.markers_get(["home"])["home"].last_read_id == status.id
