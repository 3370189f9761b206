"""A pack is believed only when all of it is right; what is wrong is told with file, line and reason."""

import re
import tomllib
from pathlib import Path

import pytest

from kukhnya.law.match import Caution
from kukhnya.law.pack import SHIPPED, Pack, faults_in, load
from kukhnya.law.wording import MOST_WORDS

PACK = """
[pack]
id = "xx"
title.en = "Nowhere"
title.ru = "Нигде"
version = "1"
languages = ["en"]
reviewed_by = ""
checked_on = 2026-01-01
expires_on = 2027-01-01
salt = "0123456789abcdef"

[words]
fruit = ["apple", "pear"]

[[rule]]
id = "XX01"
kind = "TERM"
precision = "C"
article = "Act 7.1"
law = "https://law.example/7"
warning.en = "Praise of fruit can be prosecuted (Act 7.1). This rule is often wrong. Safer: a circle only, or let it expire."
warning.ru = "За похвалу могут преследовать (ст. 7.1). Правило часто ошибается. Безопаснее: только кругу или на день."
terms = ["good @fruit"]
must_warn = ["a good pear"]
must_not_warn = ["a bad pear"]
"""


def _pack(folder: Path, text: str = PACK, name: str = "xx") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(text)
    return file


def _line(text: str, words: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


def test_a_sound_pack_is_believed(tmp_path: Path) -> None:
    pack, faults = faults_in(_pack(tmp_path))

    assert faults == ()
    assert isinstance(pack, Pack)
    assert [rule.id for rule in pack.rules] == ["XX01"]


@pytest.mark.parametrize(("old", "new", "place", "reason"), [
    ('kind = "TERM"', 'kind = "WORD"', "kind =", "WORD"),
    ('kind = "TERM"', 'kind = "OLD"', "kind =", "since"),
    ('kind = "TERM"', 'kind = "ACT"', "kind =", "base"),
    ('precision = "C"', 'precision = "A"', "precision =", "never precise"),
    ('precision = "C"\n', "", "[[rule]]", "precision"),
    ('article = "Act 7.1"', "article = 7", "article =", "str"),
    ('law = "https', 'law = "ftp', "law =", "matching regex"),
    ('law = "https', 'lawn = "https', "lawn =", "lawn"),
    ('terms = ["good @fruit"]', 'terms = ["good @vegetable"]', "terms =", "@vegetable"),
    ('terms = ["good @fruit"]', 'terms = ["good & "]', "terms =", "beside &"),
    ('terms = ["good @fruit"]\n', "", 'id = "XX01"', "matches nothing"),
    ('must_warn = ["a good pear"]', "must_warn = []", "must_warn =", "length"),
    ("Praise of fruit", "It is safe to praise fruit, which", "warning.en", "'safe'"),
    ("За похвалу", "Это законно, но за похвалу", "warning.en", "'законно'"),
    ("Praise of fruit", "Praise of fruit, " + "very " * MOST_WORDS, "warning.en", f"{MOST_WORDS} are allowed"),
    ("can be prosecuted", "brings two years", "warning.en", "'years'"),
    ("can be prosecuted", "can be prosecuted with 500 of them", "warning.en", "'500'"),
    ("могут преследовать", "могут преследовать и взять 300 ₽", "warning.en", "'₽'"),
    ("can be prosecuted", "is forbidden", "warning.en", "can be prosecuted"),
    ("expires_on = 2027", "expires_on = 2025", "expires_on =", "later"),
    ('salt = "0123', 'salt = "salt', "salt =", "matching regex"),
    ('title.ru = "Нигде"\n', "", "title.en =", "Russian"),
    ('id = "xx"', "id = ", "id =", "Invalid value"),
    ("[[rule]]", "[[rule]", "[[rule]", "Expected"),
])  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, old: str, new: str, place: str, reason: str) -> None:
    text = PACK.replace(old, new)
    file = _pack(tmp_path, text)

    pack, faults = faults_in(file)

    assert pack is None
    assert any(reason in fault.reason for fault in faults), faults
    assert {fault.line for fault in faults if reason in fault.reason} == {_line(text, place)}
    assert str(faults[0]).startswith(f"{file}:")


def test_a_rule_of_many_is_found(tmp_path: Path) -> None:
    second = PACK[PACK.index("[[rule]]") :].replace("XX01", "XX02").replace('"C"', '"Z"')
    file = _pack(tmp_path, PACK + second)

    _, faults = faults_in(file)

    assert [fault.line for fault in faults] == [_line(PACK, 'precision = "C"') + len(second.splitlines())]


def test_a_confirmed_penalty_may_be_told(tmp_path: Path) -> None:
    text = PACK.replace('law = "https', 'confirmed = true\nlaw = "https').replace(
        "can be prosecuted", "brings two years"
    )

    assert faults_in(_pack(tmp_path, text))[1] == ()


def test_a_broken_pack_is_refused_and_the_others_load(tmp_path: Path) -> None:
    _pack(tmp_path)
    broken = _pack(tmp_path, "[pack]\nid = \n", "yy")
    (tmp_path / "zz.toml").write_bytes(b"\xff\xfe")
    (tmp_path / "large.toml").write_bytes(b"#" * 200_001)

    loaded = load(tmp_path)

    assert [pack.id for pack in loaded.packs] == ["xx"]
    assert {Path(fault.file).name: fault.line for fault in loaded.faults} == {
        broken.name: 2,
        "zz.toml": 1,
        "large.toml": 1,
    }


def test_a_pack_of_the_servers_own_takes_the_place_of_one_that_comes_with_it(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    _pack(own, PACK.replace('id = "xx"', 'id = "ru"'), "ru")

    packs = {pack.id: pack for pack in load(SHIPPED, own).packs}

    assert packs["ru"].title["en"] == "Nowhere"


def test_every_pack_that_comes_with_the_server_is_sound_and_named_like_its_file() -> None:
    for file in SHIPPED.glob("*.toml"):
        pack, faults = faults_in(file)

        assert faults == ()
        assert pack is not None
        assert pack.id == file.stem


def test_no_pack_invents_a_lawyer() -> None:
    assert {pack.id: pack.reviewed_by for pack in load(SHIPPED).packs if pack.reviewed_by} == {}


def test_a_pack_is_no_list_of_links() -> None:
    for file in SHIPPED.glob("*.toml"):
        for rule in tomllib.loads(file.read_text())["rule"]:
            told = [*rule["warning"].values(), *rule.get("terms", ()), *rule["must_warn"], *rule["must_not_warn"]]
            hosts = {
                host
                for text in told
                for host in re.findall(r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|ru|io|eu|media|tv)\b", text)
            }
            assert hosts == set(), rule["id"]


def test_a_caution_has_no_field_that_could_stop_a_status() -> None:
    assert set(Caution.__struct_fields__) == {
        "rule", "pack", "kind", "precision", "where", "article", "law", "warning", "options", "checked_on", "reviewed",
        "stale",
    }  # fmt: skip
