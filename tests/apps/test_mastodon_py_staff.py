"""Mastodon.py in the hands of an administrator, and what trends."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.apps.kitchen import Kitchen
from tests.apps.neighbour import Neighbour
from tests.apps.strict import newcomers

pytestmark = pytest.mark.usefixtures("strictly")


@pytest.fixture(scope="module")
def boss(open_kitchen: Kitchen) -> Any:
    """An administrator."""
    (made,) = newcomers(open_kitchen, "boss", admin="boss")
    return made


def test_an_administrator_looks_after_accounts(open_kitchen: Kitchen, boss: Any) -> None:
    (vera,) = newcomers(open_kitchen, "vera")
    me = vera.me()

    assert boss.admin_account(me.id).username == me.username
    assert [a["id"] for a in boss.admin_accounts_v1(username=me.username)] == [me.id]
    assert [a.id for a in boss.admin_accounts_v2(origin="local", username=me.username)] == [me.id]
    assert [a["id"] for a in boss.admin_accounts(username=me.username)] == [me.id]
    boss.admin_account_moderate(me.id, "sensitive")
    assert boss.admin_account_unsensitive(me.id).sensitized is False
    boss.admin_account_moderate(me.id, "silence")
    assert boss.admin_account_unsilence(me.id).silenced is False
    boss.admin_account_moderate(me.id, "disable")
    assert boss.admin_account_enable(me.id).disabled is False
    boss.admin_account_moderate(me.id, "suspend")
    assert boss.admin_account_unsuspend(me.id).suspended is False
    boss.admin_account_moderate(me.id, "suspend")
    boss.admin_account_delete(me.id)


def test_an_administrator_decides_reports(open_kitchen: Kitchen, boss: Any) -> None:
    vera, misha = newcomers(open_kitchen, "vera", "misha")
    status = misha.status_post("cold tea")
    made = vera.report(misha.me().id, status_ids=[status.id], comment="too cold", category="other")

    report = boss.admin_report(made.id)
    assert report.comment == "too cold"
    assert report.statuses[0].id == status.id
    assert made.id in [r.id for r in boss.admin_reports()]
    assert boss.admin_report_assign(made.id).assigned_account.id == boss.me().id
    assert boss.admin_report_unassign(made.id).assigned_account is None
    assert boss.admin_report_resolve(made.id).action_taken is True
    assert made.id in [r.id for r in boss.admin_reports(resolved=True)]
    assert boss.admin_report_reopen(made.id).action_taken is False


def test_an_administrator_shuts_out_servers_and_mail(boss: Any) -> None:
    block = boss.admin_create_domain_block("far.example", severity="suspend", public_comment="rude")
    assert block.id in [b.id for b in boss.admin_domain_blocks()]
    assert boss.admin_domain_blocks(block.id).domain == "far.example"
    assert boss.admin_update_domain_block(block.id, severity="silence").severity == "silence"
    assert [b.domain for b in boss.instance_domain_blocks()] == ["far.example"]
    boss.admin_delete_domain_block(block.id)

    allowed = boss.admin_create_domain_allow("near.example")
    assert boss.admin_domain_allow(allowed.id).domain == "near.example"
    assert [a.id for a in boss.admin_domain_allows()] == [allowed.id]
    boss.admin_delete_domain_allow(allowed.id)

    mail = boss.admin_create_email_domain_block("spam.example")
    assert boss.admin_email_domain_block(mail.id).domain == "spam.example"
    assert [b.id for b in boss.admin_email_domain_blocks()] == [mail.id]
    boss.admin_delete_email_domain_block(mail.id)

    person = boss.admin_create_canonical_email_block(email="rude@far.example")
    assert boss.admin_canonical_email_block(person.id).canonical_email_hash == person.canonical_email_hash
    assert [b.id for b in boss.admin_canonical_email_blocks()] == [person.id]
    assert [b.id for b in boss.admin_test_canonical_email_block("rude@far.example")] == [person.id]
    boss.admin_delete_canonical_email_block(person.id)
    assert list(boss.admin_canonical_email_blocks()) == []


def test_an_administrator_reads_figures(boss: Any) -> None:
    now = datetime.now(UTC)
    week = now - timedelta(days=7)

    measures = boss.admin_measures(week, now, active_users=True, new_users=True, interactions=True)
    assert {m.key for m in measures} == {"active_users", "new_users", "interactions"}
    dimensions = boss.admin_dimensions(week, now, languages=True, space_usage=True)
    assert {d.key for d in dimensions} == {"languages", "space_usage"}
    assert boss.admin_retention(week, now)[0].frequency == "month"  # nobody's days are kept
    assert list(boss.admin_ip_blocks()) == []


def test_what_several_people_speak_of_trends_and_is_reviewed(
    open_kitchen: Kitchen, neighbour: Neighbour, boss: Any
) -> None:
    people = newcomers(open_kitchen, "vera", "misha", "anya")
    address = f"{neighbour.url}/bread"
    posted = [person.status_post(f"#kulich {address}") for person in people]
    for person in people:
        person.status_favourite(posted[0].id)
    end = time.monotonic() + 20
    while people[0].status_card(posted[2].id) is None:
        assert time.monotonic() < end, "no card"
        time.sleep(0.05)

    assert people[0].status_card(posted[0].id).title == "How to bake bread"
    assert {s.id for s in people[0].timeline_link(address)} == {s.id for s in posted}
    assert "kulich" in [t.name for t in people[0].trending_tags()]
    assert "kulich" in [t.name for t in people[0].trends()]
    assert posted[0].id in [s.id for s in people[0].trending_statuses()]
    assert address in [c.url for c in people[0].trending_links()]
    tag = next(t for t in boss.admin_trending_tags() if t.name == "kulich")
    link = next(c for c in boss.admin_trending_links() if c.url == address)
    assert posted[0].id in [s.id for s in boss.admin_trending_statuses()]
    assert boss.admin_approve_trending_tag(tag.id).name == "kulich"
    assert boss.admin_reject_trending_tag(tag.id).name == "kulich"
    assert boss.admin_approve_trending_link(link.id).url == address
    assert boss.admin_reject_trending_link(link.id).url == address
    assert boss.admin_approve_trending_status(posted[0].id).id == posted[0].id
    assert boss.admin_reject_trending_status(posted[0].id).id == posted[0].id
