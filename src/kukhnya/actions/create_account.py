"""Make an account of this server: closed, seen by nobody but those it lets in, until its owner says otherwise."""

from typing import Final, Literal

from sqlalchemy import select

from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId, month
from kukhnya.store.statement import Statement, inserting, text_param
from kukhnya.store.tables import account, member
from kukhnya.store.tx import WriteTx
from kukhnya.text import names

from .fold_away import FIRST_CHOICE_DAYS

Role = Literal["member", "moderator", "admin"]
State = Literal["active", "pending", "disabled"]

_taken: Final = Statement(
    select(account.c.id).where(account.c.username_key == text_param("key"), account.c.domain == "")
)
_email_taken: Final = Statement(select(member.c.account_id).where(member.c.email_key == text_param("email")))
_insert_account: Final = inserting(
    account,
    without=(
        "note", "note_html", "fields", "sensitized", "followers_count", "following_count", "statuses_count", "version",
        "avatar_description", "header_description", "attribution_domains", "media_hidden", "media_replies_hidden",
        "featured_hidden", "feed",
    ),
)  # fmt: skip
_insert_member: Final = inserting(
    member,
    without=(
        "default_audience",
        "default_circle_id",
        "default_sensitive",
        "default_expires_in_s",
        "default_reblog_audience",
        "default_quote_policy",
        "new_followers_read_from",
        "fold_to",
        "filters_version",
    ),
)


async def create_account(  # noqa: PLR0913 - each is a plain value of its own
    tx: WriteTx, username: str, password_hash: str, *, display_name: str = "", email: str | None = None,
    role: Role = "member", state: State = "active", language: str = "",
) -> AccountId:  # fmt: skip
    """Make the account; the answer is its id. Raises Refused where the name is taken or not allowed."""
    reason = names.check_username(username)
    if reason:
        raise refused("username", "ERR_INVALID", f"Username {reason}")
    key = names.username_key(username)
    if await tx.value(_taken, key=key) is not None:
        raise refused("username", "ERR_TAKEN", "Username has already been taken")
    if email and await tx.value(_email_taken, email=email.casefold()) is not None:
        email = None  # an address that another member has is left out; to say so would tell who is here
    account_id = AccountId(await tx.coarse_id(monthly=True))
    await tx.execute(
        _insert_account, id=account_id, username=username, username_key=key, domain="", uri=None,
        display_name=names.tidy(display_name, 60), avatar=None, header=None, closed=True, locked=False, bot=False,
        discoverable=False, indexable=False, graph_hidden=True, suspended=False, silenced=False,
        created_month=month(tx.now), active_week=None,
    )  # fmt: skip
    await tx.execute(
        _insert_member, account_id=account_id, email=email, email_key=email.casefold() if email else None,
        password=password_hash, role=role, state=state, language=language, fold_after_days=FIRST_CHOICE_DAYS,
    )  # fmt: skip
    return account_id
