"""Everything that is kept has a purpose and an age limit, and some things are never kept."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from kukhnya.store import sealed
from kukhnya.store.retention import rows
from kukhnya.store.tables import metadata

__all__ = ["sealed"]  # imported so that `metadata` holds the sealed tables too

PAGE: Final = Path(__file__).parents[1] / "docs" / "reference" / "retention.md"
OF_AUTHORITIES: Final = {("ledger_entry", "country")}
"""Where whoever asked is from, not where anybody was."""
NEVER: Final = re.compile(
    r"(^|_)(ip|ips|addr|address|ipv4|ipv6|host|hostname|peer|remote|user_agent|agent|ua|browser|device|fingerprint|phone|"
    r"mobile|tel|birth|birthday|birthdate|dob|age|gender|sex|location|place|city|country|region|geo|lat|latitude|lon|"
    r"lng|longitude|tz|timezone|legal_name|first_name|last_name|surname|passport|inviter|invited_by|search|searched|"
    r"viewed|seen_at|last_seen|last_login|signed_in_at|referer|referrer)(_|$)"
)


def _rows() -> Iterator[tuple[str, str, str, str]]:
    """Table, column, purpose and limit, as the page says."""
    return rows(PAGE.read_text())


def _tables() -> list[tuple[str, str]]:
    return sorted((table.name, column.name) for table in metadata.sorted_tables for column in table.columns)


def test_the_page_names_every_column_once_and_no_other() -> None:
    assert sorted((table, column) for table, column, _, _ in _rows()) == _tables()


def test_every_column_has_a_purpose_and_a_limit() -> None:
    assert [(table, column) for table, column, purpose, limit in _rows() if len(purpose) < 5 or len(limit) < 5] == []


def test_no_column_is_for_what_is_never_kept() -> None:
    named = {(table, column) for table, column in _tables() if NEVER.search(column)}

    assert named - OF_AUTHORITIES == set()


@pytest.mark.parametrize(
    "name", ["ip", "sign_up_ip", "user_agent", "phone", "birth_date", "location", "last_login_at", "remote_addr"]
)
def test_such_columns_would_be_found(name: str) -> None:
    assert NEVER.search(name)
