"""The check-up: what somebody can read of the caller, and one request that mends each line. Ours: docs/reference/own-api.md."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.mend_exposure import Asked, mend_exposure
from kukhnya.door.flagged import flagged, flagged_of
from kukhnya.door.route import Call, get, post
from kukhnya.model.ids import StatusId, to_datetime
from kukhnya.queries import checkup
from kukhnya.queries.checkup import Fact
from kukhnya.store.tx import ReadTx

from .audience import done

LABELS: Final = {
    "X01": "Close the profile, or fold these away",
    "X02": "Fold away what is older than 90 days",
    "X03": "Fold away what a law pack would warn about",
    "X04": "Fold away what has pictures",
    "X05": "Fold away what names others",
    "X07": "Forbid it",
    "X08": "Fold away what has pictures",
    "X09": "End the other apps",
    "X10": "End these sign-ins",
    "X11": "Hide them",
    "X12": "Remove the address",
    "X13": "Close the feed",
}
"""What the button of each kind of fact says."""


class Whom(Struct):
    """Whose eyes: stranger, search_engine, member, follower, grudge or account:ID."""

    whom: str = field(default="stranger", name="as")


def shaped(fact: Fact, whom: str) -> dict[str, Any]:
    """A fact with what mends it."""
    return {
        "kind": fact.kind,
        "count": fact.count,
        "since": None if fact.since is None else to_datetime(fact.since).strftime("%Y-%m"),
        "sample_ids": [str(each) for each in fact.sample],
        "fix": {
            "method": "POST",
            "path": f"/api/kukhnya/v1/checkup/{fact.kind}",
            "body": {"as": whom},
            "label": LABELS[fact.kind],
        },
    }


async def facts_of(tx: ReadTx, call: Call, whom: str, *, this_token: int = 0, this_login: int = 0) -> list[Fact]:
    """All facts, with what the law packs that the caller has chosen would warn about today."""
    found = await checkup.facts(tx, whom, this_token=this_token, this_login=this_login)
    ids = await flagged(call.house, tx, call.caller.jurisdictions)
    return sorted([*found, *await checkup.of_flagged(tx, whom, ids)], key=lambda fact: fact.kind)


async def flagged_for(call: Call, kind: str) -> tuple[StatusId, ...]:
    """What the packs would warn about, where that is what is to be mended."""
    if kind != "X03":
        return ()
    return tuple(await flagged_of(call.house, call.viewer, call.caller.jurisdictions))


@get("/api/kukhnya/v1/checkup", scope="read:accounts")
async def show(tx: ReadTx, call: Call, asked: Whom) -> dict[str, Any]:
    """What they can read, line by line. Nothing of it is kept."""
    found = await facts_of(tx, call, asked.whom, this_token=call.caller.token_id or 0)
    return {"facts": [shaped(fact, asked.whom) for fact in found], "score": checkup.score(found)}


@post("/api/kukhnya/v1/checkup/{kind}", scope="write:accounts write:statuses")
async def mend(call: Call, kind: str, asked: Whom) -> dict[str, Any]:
    """Mend one line. What is folded away by it can be undone like every change of many audiences."""
    wish = Asked(
        whom=asked.whom, this_token=call.caller.token_id or 0, bounds=call.house.settings.bounds,
        flagged=await flagged_for(call, kind),
    )  # fmt: skip
    made = await call.house.store.write(call.viewer, lambda tx: mend_exposure(tx, kind, wish))
    call.house.fragments.clear()
    call.house.callers.forget()
    return {} if made is None else done(made)
