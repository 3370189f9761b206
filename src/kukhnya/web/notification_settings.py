"""Who is kept back from one's news, and who is dropped."""

from typing import Final

from kukhnya.actions.set_notification_policy import CHOICES, set_notification_policy
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, get, post
from kukhnya.model.errors import Refused
from kukhnya.queries import notification_requests as requests
from kukhnya.store.tx import ReadTx

from .forms import check_form, wrong_fields
from .settings import kept, setting_page

PAGE: Final = "/settings/notifications"


@get(PAGE, page=True)
async def form(tx: ReadTx, call: Call) -> Answer:
    """What is chosen for each sort of sender, and how many wait."""
    return await _page(tx, call)


async def _page(tx: ReadTx, call: Call, wrong: Refused | None = None) -> Answer:
    chosen = await requests.policy(tx)
    waiting, _ = await requests.pending(tx)
    return setting_page(
        call, "notification_settings.html", chosen=chosen, choices=CHOICES, waiting=waiting,
        errors=wrong_fields(wrong) if wrong else None,
    )  # fmt: skip


@post(PAGE, page=True)
async def choose(call: Call) -> Answer:
    """Choose; what is not sent stays."""
    check_form(call)
    said = {name: call.said.get(name) for name in requests.POLICIES}
    chosen = {name: value if isinstance(value, str) and value else None for name, value in said.items()}
    try:
        await call.house.store.write(call.viewer, lambda tx: set_notification_policy(tx, chosen))
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _page(tx, call, wrong)
    return kept(PAGE)
