"""Whose token is this?"""

from typing import Any, Final

from sqlalchemy import select

from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables import account, login, member, token
from kukhnya.store.tables.law import law_choice
from kukhnya.store.tables.ties import tag_follow
from kukhnya.store.tables.warm import warm_choice
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import exists

_follows_tags: Final = exists(tag_follow, tag_follow.c.account_id == account.c.id).label("follows_tags")
_warm: Final = (warm_choice.c.slider, warm_choice.c.home.label("warm_home"), warm_choice.c.asked.label("warm_asked"))
_of_token: Final = Statement(
    select(
        token.c.id,
        token.c.app_id,
        token.c.account_id,
        token.c.scopes,
        member.c.role,
        member.c.state,
        member.c.filters_version,
        account.c.suspended,
        account.c.following_count,
        _follows_tags,
        *_warm,
        law_choice.c.jurisdictions,
    )
    .select_from(
        token.outerjoin(account, account.c.id == token.c.account_id)
        .outerjoin(member, member.c.account_id == token.c.account_id)
        .outerjoin(warm_choice, warm_choice.c.account_id == token.c.account_id)
        .outerjoin(law_choice, law_choice.c.account_id == token.c.account_id)
    )
    .where(token.c.hash == text_param("hash"))
)
_of_login: Final = Statement(
    select(
        login.c.id,
        login.c.account_id,
        login.c.expires_at,
        member.c.role,
        member.c.state,
        member.c.language,
        member.c.filters_version,
        account.c.username,
        account.c.display_name,
        account.c.avatar,
        account.c.closed,
        account.c.suspended,
        account.c.following_count,
        _follows_tags,
        *_warm,
        law_choice.c.jurisdictions,
    )
    .select_from(
        login.join(account, account.c.id == login.c.account_id)
        .join(member, member.c.account_id == login.c.account_id)
        .outerjoin(warm_choice, warm_choice.c.account_id == login.c.account_id)
        .outerjoin(law_choice, law_choice.c.account_id == login.c.account_id)
    )
    .where(login.c.hash == text_param("hash"), login.c.expires_at > param("now"))
)


async def of_token(tx: ReadTx, hashed: str) -> Any | None:
    """The row of a live token, with the state of its account (null for an app's own token), or None."""
    return await tx.one(_of_token, hash=hashed)


async def of_login(tx: ReadTx, hashed: str) -> Any | None:
    """The row of a signed-in browser that has not run out, or None."""
    return await tx.one(_of_login, hash=hashed)
