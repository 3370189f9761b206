"""What is written about the code is true of it."""

import importlib.util
import re
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.extract import extract_from_dir

from kukhnya.web.language import LANGUAGES, catalogue, translations
from kukhnya.web.spoken import SENTENCES, WORDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
_PATH = re.compile(r"`((?:src|tests|docs|benchmarks|scripts|deploy)/[\w./-]*)`")
_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)")
_MOST_LINES = 120

CIRCLES = 4
"""Addresses of circles, which are ours alone."""
DOCUMENTED = 265
ADMINISTRATION = 47
NEEDED = {"1": 88, "2": 49, "3": 21, "4": 83, "-": 24}
"""Methods of the documentation by how many apps need them, as counted in July 2026."""


@pytest.fixture(scope="module")
def tables() -> ModuleType:
    """The script that writes tables off the code."""
    spec = importlib.util.spec_from_file_location("tables", ROOT / "scripts" / "tables.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_path_and_link_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text()

    named = [ROOT / path for path in _PATH.findall(text)] + [page.parent / link for link in _LINK.findall(text)]

    for path in named:
        assert path.exists(), f"{page.name} names {path}"


def test_the_architecture_fits_two_pages() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= _MOST_LINES


def test_the_tables_in_the_readme_are_the_rule_and_the_counts_of_methods(tables: ModuleType) -> None:
    text = (ROOT / "README.md").read_text()

    assert tables.readme(text) == text, "run scripts/tables.py"


def test_the_api_reference_is_the_table_of_routes(tables: ModuleType) -> None:
    assert (ROOT / "docs" / "reference" / "api.md").read_text() == tables.api(), "run scripts/tables.py"


def test_every_documented_method_is_a_route_or_says_why_it_never_will_be(tables: ModuleType) -> None:
    there = tables.offered()

    for method in tables.documented():
        assert (method.place in there) != bool(method.why_never), f"{method.verb} {method.path}"
        assert not method.word or method.why_never or method.note, f"{method.verb} {method.path}: {method.word}"


def test_the_list_of_documented_methods_has_the_numbers_that_were_counted(tables: ModuleType) -> None:
    methods = tables.documented()

    assert len({method.place for method in methods}) == len(methods) == DOCUMENTED
    assert Counter(method.tier for method in methods) == NEEDED
    assert sum("/admin/" in method.path for method in methods) == ADMINISTRATION
    assert {method.mark for method in methods} == {"-", "deprecated", "removed", "alpha"}


def test_every_address_among_our_own_parameters_is_a_route(tables: ModuleType) -> None:
    text = (ROOT / "docs" / "reference" / "own-api.md").read_text()
    there = {path for _, path in tables.offered()}

    named = re.findall(r"/api/v\d/[\w/:]+", text)

    assert len(named) >= CIRCLES
    assert [path for path in named if tables.place("GET", path)[1] not in there] == []


def _sentences_of_templates() -> set[str]:
    found = extract_from_dir(
        str(ROOT / "src/kukhnya/web/templates"),
        method_map=[("**.html", "jinja2")],
        options_map={"**.html": {"newstyle_gettext": "true"}},
    )
    return {str(message if isinstance(message, str) else message[0]) for _, _, message, _, _ in found}


def test_every_sentence_of_a_page_is_translated_and_no_translation_is_unused() -> None:
    spoken = _sentences_of_templates() | set(SENTENCES) | set(WORDS)

    assert set(catalogue("ru")) == spoken
    assert set(catalogue("en")) == set(WORDS)


def test_translations_keep_the_places_that_are_filled_in() -> None:
    for language in LANGUAGES:
        for sentence, translated in catalogue(language).items():
            for form in (translated,) if isinstance(translated, str) else translated:
                assert set(re.findall(r"%\(\w+\)s", form)) == set(re.findall(r"%\(\w+\)s", sentence)), sentence


def test_a_number_in_russian_takes_the_form_it_needs() -> None:
    words = translations("ru")
    counted = [sentence for sentence, forms in catalogue("ru").items() if not isinstance(forms, str)]

    for sentence in counted:
        assert len({words.ngettext(sentence, sentence, number) for number in (1, 2, 5)}) > 1, sentence
    assert len(catalogue("ru")) > len(counted)
