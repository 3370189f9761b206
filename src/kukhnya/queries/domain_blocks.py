"""The servers that the viewer blocks, and what blocking one would end."""

from typing import Any, Final

from sqlalchemy import and_, func, literal_column, select

from kukhnya.model.page import Page
from kukhnya.store.paged import Paged
from kukhnya.store.statement import Statement, text_param
from kukhnya.store.tables import account, follow
from kukhnya.store.tables.ties import account_domain_block
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import VIEWER

_blocked: Final = Paged(
    select(account_domain_block.c.domain, account_domain_block.c.id).where(account_domain_block.c.account_id == VIEWER),
    account_domain_block.c.id,
)
_there: Final = and_(account.c.domain != literal_column("''"), account.c.domain == text_param("domain"))
_ties: Final = Statement(
    select(
        select(func.count())
        .select_from(account.join(follow, follow.c.followee_id == account.c.id))
        .where(_there, follow.c.follower_id == VIEWER)
        .scalar_subquery()
        .label("following"),
        select(func.count())
        .select_from(account.join(follow, follow.c.follower_id == account.c.id))
        .where(_there, follow.c.followee_id == VIEWER)
        .scalar_subquery()
        .label("followers"),
    )
)


async def page(tx: ReadTx, page_: Page) -> list[Any]:
    """Rows (domain, edge id) of the servers the viewer blocks, the latest first."""
    return await _blocked.rows(tx, page_)


async def ties(tx: ReadTx, domain: str) -> tuple[int, int]:
    """How many accounts of that server the viewer follows, and how many follow the viewer."""
    row = await tx.one(_ties, domain=domain)
    return (int(row["following"]), int(row["followers"])) if row is not None else (0, 0)
