"""What people type is read right, cannot become anything but text, and costs no more than its length."""

import time
from html.parser import HTMLParser
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kukhnya.text import names, parse, render

PIECES = [*"ab@#:/.<>&\"'()[] \n\tжЯ_1\u200d\u202e\0", "https://", "x.org", "@vera", "#чай"]
TYPED = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
LINKS = {"vera": render.MentionLink(url="https://k.test/@vera", username="vera")}
TAGS = {"p", "br", "a", "span"}
CLEAN_TAGS = TAGS | {
    "del",
    "s",
    "pre",
    "blockquote",
    "code",
    "b",
    "strong",
    "u",
    "i",
    "em",
    "ul",
    "ol",
    "li",
    "ruby",
    "rt",
    "rp",
}
ATTRIBUTES = {"href", "rel", "target", "class", "start", "reversed", "value", "title", "lang"}


class Reader(HTMLParser):
    """What a browser makes of some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes += attrs


def harmless(html: str, tags: set[str]) -> bool:
    """Only these elements, only known attributes, only links to pages."""
    read = Reader(html)
    return (
        read.tags <= tags
        and {name for name, _ in read.attributes} <= ATTRIBUTES
        and all(
            (value or "").startswith(("http://", "https://", "/")) for name, value in read.attributes if name == "href"
        )
    )


def html(source: str) -> str:
    """What is kept of something typed."""
    return render.to_html(source, mentions=LINKS, tag_url=lambda key: f"/tags/{key}")


@given(TYPED)
def test_pieces_put_together_are_the_text(source: str) -> None:
    assert "".join(piece.text for piece in parse.pieces(source)) == source


@given(TYPED)
def test_nothing_that_is_typed_becomes_an_element_of_its_own(source: str) -> None:
    assert harmless(html(source), TAGS)


@given(TYPED)
def test_the_words_survive_being_made_html(source: str) -> None:
    kept = render.to_text(html(names.tidy_text(source)))

    assert "".join(kept.split()) == "".join(names.tidy_text(source).split())


@given(st.text())
def test_a_name_has_one_form(name: str) -> None:
    key = names.username_key(name)

    assert names.username_key(key) == key


@given(st.text())
def test_a_line_holds_no_controls_and_nothing_that_turns_the_text(line: str) -> None:
    tidy = names.tidy(line, 50)

    assert len(tidy) <= 50
    assert not any(letter in tidy for letter in "\0\n\r\u200b\u202e\u2066\ufeff")


@pytest.mark.parametrize(
    ("look_alike", "name"),
    [("аdmin", "admin"), ("ADMIN", "admin"), ("ad\u200bmin", "admin"), ("ａdmin", "admin"), ("vеrа", "vera")],
)
def test_look_alikes_are_one_name(look_alike: str, name: str) -> None:
    assert names.username_key(look_alike) == names.username_key(name)


@pytest.mark.parametrize("name", ["", "a b", "я", "a" * 31, "admin", "a-b", "../x", "a\0"])
def test_names_that_mislead_are_refused(name: str) -> None:
    assert names.check_username(name)


def test_people_tags_addresses_and_emoji_are_found() -> None:
    parts = parse.parse("hi @Vera, @bob@far.test (see https://x.org/a_(b)). #Кухня #123 a@b.org :blob: x:no:")

    assert parts.mentions == ("vera", "bob@far.test")
    assert parts.tags == ("кухня",)
    assert parts.urls == ("https://x.org/a_(b)",)
    assert parts.shortcodes == ("blob",)


def test_an_address_counts_twenty_three_and_a_foreign_host_nothing() -> None:
    assert parse.length("https://example.org/" + "a" * 200) == 23
    assert parse.length("@vera@far.example.org") == len("@vera")
    assert parse.length("чай", "!") == 4


@pytest.mark.parametrize(
    "piece", ["@", "#a", ":a:", "(((", "]](", "https://", "https://a)", "@a@", "@a@b.", "http://(", "<", "&#", "\n\n"]
)
def test_half_a_megabyte_of_anything_is_read_in_no_time(piece: str) -> None:
    source = piece * (500_000 // len(piece))
    began = time.process_time()

    parse.parse(source)
    html(source)
    names.tidy_text(source)

    assert time.process_time() - began < 2


_OPENERS = [
    "<svg>",
    "<math>",
    "<style>",
    "<noscript>",
    "<template>",
    "<textarea>",
    "<table>",
    "<form>",
    "<select>",
    "<p title='",
    "<!--",
    "<![CDATA[",
]
_PAYLOADS = [
    "<img src=x onerror=alert(1)>", "<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>", "<a href='data:text/html,x'>x</a>", "<iframe srcdoc='<script>1</script>'>",
    "<mglyph><style><!--</style><img title='--><img src=x onerror=1>'>", "<input name=password>", "<b style='position:fixed'>x",
    "<a class='btn card' href='https://x.org'>x</a>", "<a href=' jav&#x09;ascript:1'>x</a>", "<object data=x>", "<base href=//evil.test>",
]  # fmt: skip


@pytest.mark.parametrize(("opener", "payload"), list(product(_OPENERS, _PAYLOADS)))
def test_foreign_html_is_cleaned(opener: str, payload: str) -> None:
    for source in (opener + payload, payload + opener, f"{opener}<p>{payload}", f"<p>{opener}{payload}</p>"):
        cleaned = render.clean(source)

        assert harmless(cleaned, CLEAN_TAGS), (source, cleaned)
        assert "btn" not in cleaned.partition('class="')[2].partition('"')[0]
        assert harmless(render.clean(cleaned), CLEAN_TAGS)
