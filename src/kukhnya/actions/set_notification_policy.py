"""Choose from which senders one is told, whose words wait to be asked for, and whose are dropped."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.errors import refused
from kukhnya.queries.notification_requests import POLICIES
from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables.notifications import notification_policy
from kukhnya.store.tx import WriteTx
from kukhnya.visibility.rule import VIEWER

CHOICES: Final = ("accept", "filter", "drop")
# What is not said (empty) stays, in the statement itself: two apps that choose at once do not undo each other.
_set: Final = Statement(
    insert(notification_policy)
    .values(
        account_id=VIEWER,
        **{name: case((text_param(name) == "", "accept"), else_=text_param(name)) for name in POLICIES},
    )
    .on_conflict_do_update(
        index_elements=["account_id"],
        set_={
            name: case((text_param(name) == "", notification_policy.c[name]), else_=text_param(name))
            for name in POLICIES
        },
    )
)


async def set_notification_policy(tx: WriteTx, chosen: Mapping[str, str | None]) -> None:
    """Change what is chosen; None leaves a sort of senders as it is. Raises Refused for a choice that is none."""
    for name, choice in chosen.items():
        if choice is not None and choice not in CHOICES:
            raise refused(name, "ERR_INCLUSION", f"{name} must be one of {', '.join(CHOICES)}")
    if any(chosen.values()):
        await tx.execute(_set, **{name: chosen.get(name) or "" for name in POLICIES})
