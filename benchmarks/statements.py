"""How many SQL statements a request takes: counted inside the process, warm, the token known."""

from pathlib import Path

import httpx

from benchmarks.measure import Question
from benchmarks.town import token
from kukhnya.app import build
from kukhnya.opening import open_house
from kukhnya.settings import Settings


async def statements_of(data: Path, url: str, questions: list[Question]) -> dict[str, int]:
    """The number of statements of each question, the second time it is asked."""
    house = await open_house(Settings(data=str(data), database_url=url, rate_limits="off"))
    counted: dict[str, int] = {}
    try:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=build(house)), base_url="http://x") as client:
            for question in questions:
                headers = {"authorization": f"Bearer {token(question.who)}", "content-type": "application/json"}
                for _ in range(2):
                    before = house.store.statements
                    verb = "POST" if question.body else "GET"
                    await client.request(verb, question.path, headers=headers, content=question.body or None)
                    counted[question.name] = house.store.statements - before
    finally:
        await house.close()
    return counted
