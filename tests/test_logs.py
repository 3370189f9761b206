"""Logs tell what happened to what, never what anybody said or where they were."""

import io
import logging
from collections.abc import Iterator

import msgspec
import pytest
import structlog

from kukhnya import logs


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _undisturbed() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    root.handlers, root.level = handlers, level


def test_a_line_is_json_where_nobody_watches() -> None:
    out = io.StringIO()
    logs.set_up(out)

    structlog.get_logger().info("status.posted", status=12)

    line = msgspec.json.decode(out.getvalue())
    assert (line["event"], line["level"], line["status"]) == ("status.posted", "info", 12)
    assert line["timestamp"].endswith("Z")


def test_a_line_is_words_on_a_terminal() -> None:
    out = _Terminal()
    logs.set_up(out)

    structlog.get_logger().warning("job.failed", job=7, kind="StatusPosted")

    assert out.getvalue().rstrip().endswith("warning job.failed job=7 kind=StatusPosted")


@pytest.mark.parametrize("key", sorted(logs.PRIVATE))
def test_what_people_say_and_where_they_are_is_dropped(key: str) -> None:
    out = io.StringIO()
    logs.set_up(out)

    structlog.get_logger().info("slip", **{key: "192.0.2.7 a canary"}, status=1)

    assert "canary" not in out.getvalue()
    assert msgspec.json.decode(out.getvalue())["dropped"] == 1


def test_a_long_text_is_not_written_whatever_its_name() -> None:
    out = io.StringIO()
    logs.set_up(out)

    structlog.get_logger().info("slip", thing="canary " * 100, things=["canary " * 100])

    assert "canary" not in out.getvalue()


def test_libraries_are_heard_without_their_words() -> None:
    out = io.StringIO()
    logs.set_up(out)

    try:
        int("canary in an error")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception for %s", "canary in a message")

    line = msgspec.json.decode(out.getvalue())
    assert (line["library"], line["error"]) == ("uvicorn.error", "ValueError")
    assert "canary" not in out.getvalue()


def test_uvicorn_is_quiet_about_everyday_things() -> None:
    out = io.StringIO()
    logs.set_up(out)

    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("uvicorn.access").info("GET /secret")

    assert out.getvalue() == ""
