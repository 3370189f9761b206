"""Mastodon.py without its mercy: what does not fit a type, and what a type requires and an answer lacks, is told.

The library never complains of an answer: a date it cannot read becomes None, an entity that does not fit stays a
dictionary. Here both are noted, and a story fails at its end where anything was.
"""

import itertools
import time
import typing
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, Final
from unittest.mock import patch

import mastodon
from mastodon import return_types, types_base

from kukhnya.door.callers import LIFE_S
from tests.apps.kitchen import PASSWORD, Kitchen

SCOPES: Final = ["read", "write", "follow", "push", "profile"]
STAFF: Final = ["admin:read", "admin:write"]
LACKED: Final = {
    "Account without feature_approval": "of authors of statuses it is not asked",
    "SearchV2 without collections": "collections are not searched",
    "Status without tagged_collections": "collections have no address to be linked to",
    "Instance without contact_account": "may be null as documented: no member is named",
    "InstanceContact without account": "may be null as documented: no member is named",
    "InstanceAccountConfiguration without max_avatar_description_length": "newer than the version this server says",
    "InstanceAccountConfiguration without max_header_description_length": "newer than the version this server says",
    "InstanceConfigurationV2 without limited_federation": "newer than the version this server says",
    "InstanceConfigurationV2 without timelines_access": "newer than the version this server says",
    "InstanceThumbnail without description": "newer than the version this server says",
    "PushNotification without access_token": "no token goes through a push service",
    "Report without rules_ids": "documented, and served, as rule_ids",
    "ExtendedDescription without updated_at": "nothing has been written",
    "FeaturedTag without statuses_count": "suggestions are hashtags, as documented",
    "Profile without formatted_fields": "newer than the version this server says",
    "Profile without formatted_note": "newer than the version this server says",
    "AdminCanonicalEmailBlock without canonical_email_hash": "deleted: documented as empty",
    "AdminCanonicalEmailBlock without id": "as above",
    "Filter without irreversible": "the library reads a filter of today as one of old",
    "Filter without phrase": "as above",
    "Filter without whole_word": "as above",
    "NodeinfoUsageUsers without activeHalfyear": "not counted: optional in the schema",
    "NodeinfoUsageUsers without activeMonth": "not counted: optional in the schema",
}
"""What the library's types require and answers may lack, and why."""
_NUMBERS: Final = itertools.count(1)
_OPEN: Final = {"closed": False, "locked": False, "discoverable": True, "source": {"privacy": "public"}}
"""Doors here are closed until their owners open them, which no library asks for."""
_EXACT: Final = (datetime, int, float)
_cast: Final[Any] = types_base.try_cast


@contextmanager
def told_misfits() -> Iterator[None]:
    """Nothing that the library reads inside fails to fit its type. Fails at the end of the block."""
    misfits: set[str] = set()

    def strict(kind: Any, value: Any, retry: bool = True, union_specializer: Any = None) -> Any:
        made = _cast(kind, value, retry, union_specializer)
        misfits.update(_misfits(kind, value, made))
        return made

    with patch.object(types_base, "try_cast", strict):
        yield
    misfits -= LACKED.keys()
    assert not misfits, "\n".join(sorted(misfits))


def _misfits(kind: Any, value: Any, made: Any) -> Iterator[str]:
    if value is None or value == "error" or (isinstance(value, dict) and "error" in value):  # what a refusal says
        return
    if isinstance(value, list):  # where the library says "one" of what is, as documented, several
        return
    if (
        kind is return_types.Account and "ips" in value
    ):  # where it says an account of what is, as documented, an admin's
        return
    if kind in _EXACT and not isinstance(made, kind):
        yield f"{value!r} is no {kind.__name__}"
    if kind is bool and not isinstance(value, bool):
        yield f"{value!r} is not true or false"
    if not (isinstance(kind, type) and issubclass(kind, types_base.AttribAccessDict)):
        return
    if not isinstance(made, kind):
        yield f"{value!r} is no {kind.__name__}"
        return
    for name in _required(kind):
        if made.get(name) is None:
            yield f"{kind.__name__} without {name}"


@cache
def _required(kind: Any) -> list[str]:
    hints = typing.get_type_hints(kind)
    return [name for name, hint in hints.items() if name[0] != "_" and type(None) not in typing.get_args(hint)]


def newcomers(kitchen: Kitchen, *names: str, admin: str = "") -> list[Any]:
    """The library in the hands of people who have just signed up, their doors open; one may be an administrator.

    What follows their names is a number, so that every story has people of its own.
    """
    number = next(_NUMBERS)
    scopes = [*SCOPES, *(STAFF if admin else [])]
    client_id, secret = mastodon.Mastodon.create_app("script", api_base_url=kitchen.url, scopes=scopes)
    people = [_newcomer(kitchen, client_id, secret, f"{name}{number}", scopes) for name in names]
    if admin:
        made = kitchen.machine.types("account", "role", f"{admin}{number}", "admin")
        assert made.code == 0, made.err
        time.sleep(LIFE_S)  # so long the server believes what it knew of them, for the command is another process
    return people


def _newcomer(kitchen: Kitchen, client_id: str, secret: str, name: str, scopes: list[str]) -> Any:
    person: Any = mastodon.Mastodon(
        client_id=client_id, client_secret=secret, api_base_url=kitchen.url, ratelimit_method="throw"
    )
    person.create_account(name, PASSWORD, f"{name}@kitchen.example", agreement=True, scopes=scopes)
    path = "/api/v1/accounts/update_credentials"
    opened = kitchen.call(person.access_token, "PATCH", path, json=_OPEN)
    assert opened.status_code == 200, opened.text
    return person
