"""What is said beside a link is a fact with a source and a date, and is said to those whom it concerns."""

import re
import tomllib
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest

from kukhnya.law.hashes import canonical
from kukhnya.law.labels import Label, Labels, load
from kukhnya.law.pack import load as packs_of
from tests.law.listing import pack

LABELS: Final = load()
FILE: Final[dict[str, Any]] = tomllib.loads(resources.files("kukhnya.law").joinpath("labels.toml").read_text("utf-8"))
_JUDGES: Final = re.compile(
    r"propaganda|fake|untrue|biased|reliable|пропаганд\w+ канал|фейк|лжив|надёжн", re.IGNORECASE
)


def kinds(labels: tuple[Label, ...]) -> list[str]:
    """Their kinds, in order."""
    return [label.kind for label in labels]


@pytest.mark.parametrize(
    "url",
    [
        "https://tass.com/politics/1", "http://TASS.com", "https://www.tass.com/", "https://m.tass.com/a?b=c",
        "https://tass.com:443/a", "https://tass.com./a",
    ],
)  # fmt: skip
def test_everybody_is_told_of_a_publisher_that_a_government_runs(url: str) -> None:
    (label,) = LABELS.of(url, ())

    assert label.kind == "state-run"
    assert label.text["en"].startswith("State-run media")
    assert label.source
    assert label.checked_on == FILE["checked_on"]


@pytest.mark.parametrize(
    "url",
    [
        "https://nottass.com/", "https://tass.com.example/", "https://example.org/tass.com", "tass", "", "https://",
        "https://[::1", "mailto:a@tass.com", "https://example.org/?u=https://tass.com/", "https://bbc.co.uk/",
    ],
)  # fmt: skip
def test_nobody_is_told_of_what_only_looks_like_it(url: str) -> None:
    assert LABELS.of(url, ("ru", "by")) == ()


def test_a_listing_is_told_to_those_who_have_chosen_that_place_with_its_day() -> None:
    told = LABELS.of("https://listed.example/a", ("ru",))

    assert LABELS.of("https://listed.example/a", ()) == ()
    assert LABELS.of("https://listed.example/a", ("th",)) == ()
    assert kinds(told) == ["undesirable"]
    assert told[0].since == date(2024, 1, 1)
    assert "can be an offence there" in told[0].text["en"]
    assert kinds(LABELS.of("https://agent.example/a", ("ru",))) == ["foreign-agent"]
    assert kinds(LABELS.of("https://listed.example/a", ("by", "ru"))) == ["undesirable", "extremist-material"]


def test_what_a_pack_lists_under_the_same_rule_is_told_alike(tmp_path: Path) -> None:
    folder = Path(pack(tmp_path / "packs", "ru", "RU11", "newly.example", "t.me/newly"))
    labels = load(packs_of(folder).packs)

    assert kinds(labels.of("https://newly.example/a", ("ru",))) == ["undesirable"]
    assert kinds(labels.of("https://t.me/newly/12", ("ru",))) == ["undesirable"]
    assert labels.of("https://t.me/newly/12", ("ru",))[0].since is None
    assert labels.of("https://newly.example/a", ()) == ()
    assert LABELS.of("https://newly.example/a", ("ru",)) == ()


def test_only_a_rule_about_opening_closes_an_address(tmp_path: Path) -> None:
    opening = Path(pack(tmp_path / "a", "xx", "XX01", "shut.example"))
    posting = Path(pack(tmp_path / "b", "yy", "YY01", "shut.example", acts='["post", "reblog"]'))
    labels = load(packs_of(opening, posting).packs)

    assert [each.pack.id for each in labels.closed("https://www.shut.example/a")] == ["xx"]
    assert labels.closed("https://shut.example/?then=https://open.example/")
    assert labels.closed("https://archive.example/2026/https://shut.example/a")
    assert labels.closed("https://open.example/") == ()
    assert labels.closing(("xx",))
    assert not labels.closing(("yy",))


def test_what_is_labelled_under_such_a_rule_is_closed_too(tmp_path: Path) -> None:
    labels = load(packs_of(Path(pack(tmp_path / "packs", "ru", "RU17", "else.example"))).packs)

    assert [each.rule.id for each in labels.closed("https://material.example/book")] == ["RU17"]
    assert kinds(labels.of("https://material.example/book", ("ru",))) == ["listed-material"]
    assert kinds(labels.of("https://else.example/book", ("ru",))) == ["listed-material"]
    assert LABELS.closed("https://material.example/book") == ()


def test_every_label_says_in_both_languages_a_fact_of_few_words_with_its_source() -> None:
    for each in (*FILE["state_run"], *FILE["listed"]):
        assert set(each["text"]) == {"en", "ru"}
        assert len(each["source"]) > 5
        for said in each["text"].values():
            assert len(said.split()) <= 20, said
            assert not _JUDGES.search(said), said
    assert all(each["text"]["en"].startswith("State-run media: ") for each in FILE["state_run"])
    assert all(each["text"]["ru"].startswith("Государственное СМИ: ") for each in FILE["state_run"])


def test_every_host_stands_once_and_in_its_one_spelling() -> None:
    hosts = [host for each in FILE["state_run"] for host in each["hosts"]]

    assert len(hosts) == len(set(hosts))
    assert [canonical(host) for host in hosts] == hosts


def test_listed_hosts_stand_as_hashes_each_with_a_day_that_has_come() -> None:
    for each in FILE["listed"]:
        for hashed, day in each.get("hosts", {}).items():
            assert re.fullmatch("[0-9a-f]{10}", hashed)
            assert date(2002, 1, 1) <= day <= FILE["checked_on"].replace(year=FILE["checked_on"].year + 1)
    assert sum(len(each.get("hosts", {})) for each in FILE["listed"]) > 30


def test_governments_of_every_kind_are_labelled_by_the_one_criterion() -> None:
    """Not a list of adversaries: companies of the French, Spanish, Italian and Canadian states stand in it too."""
    for host in ("tass.com", "xinhuanet.com", "trtworld.com", "voanews.com", "france24.com", "rai.it", "cbc.ca"):
        assert kinds(LABELS.of_everybody(f"https://{host}/")) == ["state-run"], host
    for host in ("bbc.co.uk", "dw.com", "rferl.org", "npr.org", "aljazeera.com"):  # docs/explanation/labels.md says why
        assert LABELS.of_everybody(f"https://{host}/") == (), host


def test_a_file_that_is_not_as_it_should_be_is_refused() -> None:
    with pytest.raises(Exception, match="salt"):
        Labels("checked_on = 2026-01-01\nstate_run = []\nlisted = []\n")
