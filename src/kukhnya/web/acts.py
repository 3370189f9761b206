"""What people do with a status by one button: like, keep, vote, pin, hear no more; and back to where they were."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from kukhnya.actions import bookmark as keeping
from kukhnya.actions import favourite as liking
from kukhnya.actions import mute_thread as muting
from kukhnya.actions import pin_status as pins
from kukhnya.actions import react as answering
from kukhnya.actions import reblog as sharing
from kukhnya.actions.vote import vote as cast
from kukhnya.api.polls import Votes
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Handler, post
from kukhnya.model.errors import Forbidden, Refused
from kukhnya.model.ids import PollId, StatusId
from kukhnya.store.tx import WriteTx

from .before import before_acting, given, words_of
from .forms import check_form
from .show import own_path, page, redirect

Act = Callable[[WriteTx, Call, StatusId], Awaitable[Any]]

NOT_ALLOWED: Final = "This cannot be done with it."
SENTENCES: Final[Mapping[str, str]] = {
    "ERR_OWN": "This is your own question: the answers are for others to choose.",
    "ERR_ENDED": "The poll has ended.",
    "ERR_TAKEN": "You have voted already.",
    "ERR_INCLUSION": "Choose an answer first, then vote.",
    "ERR_INVALID": "Choose an answer first, then vote.",
    "ERR_TOO_MANY": "One answer may be chosen here.",
    "ERR_LIMIT": "As many are pinned as there is room for. Take another off first.",
    "ERR_DIRECT": "A letter cannot be pinned.",
}
"""Why an act was refused."""


def _votes(call: Call, status_id: StatusId) -> list[int]:
    """What was chosen in this poll: one form serves every poll of the page, each under its own name."""
    said = call.said.get("choice")
    chosen = said.get(f"p{status_id}") if isinstance(said, dict) else None
    return Votes(chosen if isinstance(chosen, list) else []).places()


def _reaction(call: Call) -> str:
    """Which kind reaction: the button that was pressed says it."""
    said = call.said.get("reaction")
    return said if isinstance(said, str) else ""


ACTS: Final[Mapping[str, Act]] = {
    "favourite": lambda tx, _, status_id: liking.favourite(tx, status_id),
    "unfavourite": lambda tx, _, status_id: liking.unfavourite(tx, status_id),
    "bookmark": lambda tx, _, status_id: keeping.bookmark(tx, status_id),
    "unbookmark": lambda tx, _, status_id: keeping.unbookmark(tx, status_id),
    "unshare": lambda tx, _, status_id: sharing.unreblog(tx, status_id),
    "pin": lambda tx, call, status_id: pins.pin_status(tx, status_id, call.house.settings.bounds),
    "unpin": lambda tx, _, status_id: pins.unpin_status(tx, status_id),
    "react": lambda tx, call, status_id: answering.react(tx, status_id, _reaction(call)),
    "unreact": lambda tx, call, status_id: answering.unreact(tx, status_id, _reaction(call)),
    "mute": lambda tx, _, status_id: muting.mute_thread(tx, status_id),
    "unmute": lambda tx, _, status_id: muting.unmute_thread(tx, status_id),
    "vote": lambda tx, call, status_id: cast(tx, PollId(status_id), _votes(call, status_id)),
}
"""Verb by verb, as it stands in the address."""


SPOKEN_OF: Final = frozenset({"favourite"})
"""Acts that a pack of the law may have a word about."""


def _door(verb: str, act: Act) -> Handler:
    async def done(call: Call, status_id: StatusId) -> Answer:
        check_form(call)
        if verb in SPOKEN_OF:
            said = await words_of(call, status_id)
            stop = await before_acting(call, verb, said, given(call, "back"), back=f"{back_to(call)}#s{status_id}")
            if stop is not None:
                return stop
        try:
            await call.house.store.write(call.viewer, lambda tx: act(tx, call, status_id))
        except (Refused, Forbidden) as wrong:
            return not_done(call, wrong)
        return redirect(f"{back_to(call)}#s{status_id}")

    return done


for _verb, _act in ACTS.items():
    post(f"/statuses/{{status_id}}/{_verb}", page=True)(_door(_verb, _act))


@post("/statuses/act", page=True)
async def nothing(call: Call) -> Answer:
    """The form of all buttons without a button: back to the page."""
    check_form(call)
    return redirect(back_to(call))


def back_to(call: Call) -> str:
    """Where the button was, without a place on the page."""
    return own_path(call.said.get("back")).partition("#")[0]


def not_done(call: Call, wrong: Refused | Forbidden) -> Answer:
    """A page that says why it was not done, with the way back."""
    codes = [code for code, _ in wrong.details.values()] if isinstance(wrong, Refused) else []
    sentence = SENTENCES.get(codes[0] if codes else "", NOT_ALLOWED)
    return page(call, "not_done.html", status=422, sentence=sentence, back_to=back_to(call))
