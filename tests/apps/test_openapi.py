"""The OpenAPI document says what is there, and nothing that it allows breaks the server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from kukhnya.door.route import ROUTES
from tests.apps.kitchen import Kitchen, a_kitchen
from tests.world import World

EXAMPLES = 12
"""Requests made up for each method."""


@pytest.fixture
def kitchen(tmp_path: Path) -> Iterator[Kitchen]:
    """A running server with one member."""
    with a_kitchen(tmp_path, "vera") as made:
        yield made


_ENDLESS = "/api/v1/streaming"
"""What never ends is tried elsewhere."""


async def test_every_method_is_in_the_document_and_only_those(small_world: World) -> None:
    document = await small_world.nobody.get("/api/openapi.json")

    told = {(verb.upper(), path) for path, item in document["paths"].items() for verb in item}
    there = {(route.verb, route.path) for route in ROUTES if not route.page and route.path.startswith("/api/")}
    assert there <= told
    assert all(path.startswith(("/api/", "/oauth/", "/nodeinfo/")) for _, path in told)


async def test_methods_have_names_of_their_own_and_scopes_where_they_need_them(small_world: World) -> None:
    document = await small_world.nobody.get("/api/openapi.json")

    operations = [operation for item in document["paths"].values() for operation in item.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)
    assert document["paths"]["/api/v1/statuses"]["post"]["security"] == [{"token": ["write:statuses"]}]
    assert all(operation["summary"] for operation in operations)


def test_the_document_is_what_the_specification_allows(kitchen: Kitchen) -> None:
    schema = schemathesis.openapi.from_url(f"{kitchen.url}/api/openapi.json")

    schema.validate()


def test_nothing_that_the_document_allows_breaks_the_server(kitchen: Kitchen) -> None:
    schema = schemathesis.openapi.from_url(f"{kitchen.url}/api/openapi.json")
    broken: list[str] = []
    asked = 0
    with requests.Session() as session:
        session.headers["authorization"] = f"Bearer {kitchen.token('vera')}"
        for result in schema.get_all_operations():
            operation: Any = result.ok()  # type: ignore[union-attr]  # an operation that cannot be read is an error here
            if not operation.path.startswith(_ENDLESS):
                asked += _tried(operation, kitchen, session, broken)

    assert broken == []
    assert asked > EXAMPLES * 50


def _tried(operation: Any, kitchen: Kitchen, session: requests.Session, broken: list[str]) -> int:
    """Requests made up for one method; those that broke the server are added to `broken`."""
    asked = 0

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        answer = case.call(base_url=kitchen.url, session=session, timeout=30)
        if answer.status_code >= 500 or not _said_in_json(answer):
            broken.append(
                f"{operation.method.upper()} {operation.path}: {answer.status_code} for {case.as_curl_command()}"
            )

    ask()
    return asked


def _said_in_json(answer: Any) -> bool:
    return bool(answer.status_code < 400 or answer.headers["content-type"][0].startswith("application/json"))
