"""What is read from foreign pages: text, and never more than is looked for."""

import time

import pytest

from kukhnya.text.about_page import about

AT = "https://news.example/a/b"


def test_a_page_is_read_as_it_describes_itself() -> None:
    said = about(
        b"""<!doctype html><html lang="ru-RU"><head><title>Plain</title>
        <meta property="og:title" content="Tea &amp; bread"><meta content='a "quoted" word' name=description>
        <meta property="og:site_name" content="News"><meta name=author content="Vera">
        <meta property="article:published_time" content="2026-11-20T10:00:00Z">
        <meta property="og:image" content="/tea.jpg"><meta property="og:image:alt" content="A cup"></head>""",
        "text/html",
        AT,
    )

    assert (said.title, said.description) == ("Tea & bread", 'a "quoted" word')
    assert (said.provider_name, said.author_name, said.language) == ("News", "Vera", "ru")
    assert (said.picture, said.image_description) == ("https://news.example/tea.jpg", "A cup")
    assert said.published_at == 1_795_168_800_000


def test_what_stands_in_scripts_comments_and_the_body_is_not_believed() -> None:
    said = about(
        b'<head><!-- <title>no</title> --><script>var a=\'<meta property="og:title" content="no">\'</script>'
        b"<title>Yes</title></head><body><meta property='og:title' content='no'>",
        "text/html",
        AT,
    )

    assert said.title == "Yes"


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:image/png;base64,AAAA", "file:///etc/passwd", "https://a@b.example/x", "http://[::1"],
)
def test_a_picture_is_at_an_address_of_the_web_or_nowhere(address: str) -> None:
    assert about(f'<meta property="og:image" content="{address}">'.encode(), "text/html", AT).picture == ""


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ("<title>Чай</title>".encode("windows-1251"), "text/html; charset=windows-1251"),
        ("<meta charset=koi8-r><title>Чай</title>".encode("koi8-r"), "text/html"),
        ("<title>Чай</title>".encode(), "text/html; charset=unicode_escape"),
        ("<title>Чай</title>".encode(), "text/html; charset=no-such"),
        (b"\xef\xbb\xbf" + "<title>Чай</title>".encode(), "text/html; charset=iso-8859-1"),
    ],
)
def test_a_page_is_read_in_its_own_letters(body: bytes, media_type: str) -> None:
    assert about(body, media_type, AT).title == "Чай"


def test_fields_are_one_line_and_short() -> None:
    said = about(("<title>a\x00\n\u202eb\u2066 " + "x" * 9000 + "</title>").encode(), "text/html", AT)

    assert said.title.startswith("a b ")
    assert len(said.title) == 300


@pytest.mark.parametrize(
    "piece",
    ["<meta ", '<meta content="', "<title>", "<!--", "<script", "<meta property='a' content='", "<html lang=a "],
)
def test_no_page_takes_long(piece: str) -> None:
    began = time.process_time()

    about((piece * (512 * 1024 // len(piece))).encode(), "text/html", AT)

    assert time.process_time() - began < 1.5
