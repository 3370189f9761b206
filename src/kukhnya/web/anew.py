"""Delete a status and write it anew: the form opens with what it said, its pictures, and whom it was for.

The words go from the page that asks to the page that comes after, and are kept nowhere between: sent twice, the form opens twice.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from kukhnya.actions.delete_status import GRACE, delete_status
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.door.secrets import new_secret
from kukhnya.model.audience import Audience
from kukhnya.model.errors import NotFound
from kukhnya.model.ids import MINUTE, StatusId, parse_id
from kukhnya.queries.reach import reach
from kukhnya.store.tx import ReadTx
from kukhnya.visibility import history
from kukhnya.visibility.rule import anyone_may

from .before import fields
from .compose import begun
from .forms import check_form
from .one import drawn, own_said, path_of
from .reaching import value_of
from .show import page
from .typed import FADES_S, POLL_S, Question, Slot, Typed

_SEAL: Final = "anew"


@get("/statuses/{status_id}/anew", page=True)
async def ask(tx: ReadTx, call: Call, status_id: StatusId) -> Answer:
    """What becomes of the status, and a button."""
    said = await own_said(call, tx, status_id)
    words = await history.text(tx, status_id)
    if words is None:
        raise NotFound(status_id)
    typed = _typed(said, words, (await reach(tx)).expires_in_s)
    return page(
        call, "anew.html", status_=said, article=drawn(call, said), back_to=path_of(said), minutes=GRACE // MINUTE,
        fields=[*fields(typed), ("word", _word(call, status_id))],
    )  # fmt: skip


@post("/statuses/{status_id}/anew", page=True, limit="deletes")
async def write_anew(call: Call, status_id: StatusId, typed: Typed) -> Answer:
    """Delete it, its pictures kept for a while; then the form."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: delete_status(tx, status_id))
    except NotFound:
        if not _asked_here(call, status_id):
            raise
    call.house.fragments.clear()
    return await begun(call, typed)


def _word(call: Call, status_id: int) -> str:
    """What the form holds, to say that the status was this person's own: after it is gone, nothing else does."""
    return call.house.secrets.seal(_SEAL, f"{call.viewer.id} {status_id}")


def _asked_here(call: Call, status_id: int) -> bool:
    word = call.said.get("word")
    return isinstance(word, str) and call.house.secrets.unseal(_SEAL, word) == f"{call.viewer.id} {status_id}"


def _typed(said: Any, words: Any, own_fades_s: int) -> Typed:
    """The form as if it had just been filled in. `own_fades_s`: what the author has chosen as usual."""
    audience, circle_id, quote = Audience(said["audience"]), said["circle_id"], said["quote"] or {}
    return Typed(
        text=words["source"],
        warning=words["spoiler"],
        audience=value_of(audience, parse_id(circle_id) if circle_id else None),
        reply=said["in_reply_to_id"] or "",
        quote=(quote.get("quoted_status") or {}).get("id", ""),
        key=new_secret(),
        fades=_lasting(said, said["expires_at"], {*FADES_S[1:], own_fades_s} - {0}) or "0",
        quotes=_policy(said, audience),
        language=said["language"] or "",
        veil="1" if said["sensitive"] and not words["spoiler"] else "",
        picture=[Slot(id=each["id"], alt=each["description"] or "") for each in said["media_attachments"]],
        poll=_question(said),
    )


def _policy(said: Any, audience: Audience) -> str:
    """Who might quote it; as usual where nobody could have."""
    named = said["quote_approval"]["automatic"]
    return str(named[0]) if named else "nobody" if anyone_may(audience) else ""


def _question(said: Any) -> Question:
    asked = said["poll"]
    if asked is None:
        return Question()
    titles = [option["title"] for option in asked["options"]]
    return Question(titles, _lasting(said, asked["expires_at"], POLL_S), "1" if asked["multiple"] else "")


def _lasting(said: Any, ends_at: str | None, offered: Sequence[int] | set[int]) -> str:
    """Of the lengths that are offered the one that comes next to how long this was to last, and is no longer if there is such."""
    if not ends_at:
        return ""
    life_s = (datetime.fromisoformat(ends_at) - datetime.fromisoformat(said["created_at"])).total_seconds()
    return str(max((each for each in offered if each <= life_s), default=min(offered)))
