"""What somebody has chosen not to hear, though they might: other servers they have blocked.

It is no part of the rule: what is blocked so can still be read where it is asked for by its address. Whatever offers
statuses or people of its own accord leaves it out.
"""

from typing import Final

from sqlalchemy import ColumnElement, and_, literal_column

from kukhnya.store.tables import account
from kukhnya.store.tables.ties import account_domain_block

from .rule import VIEWER, exists

_any, _block, _far = account_domain_block.alias("ub"), account_domain_block.alias("ud"), account.alias("uf")


def of_blocked_domain(who: ColumnElement[int], viewer: ColumnElement[int] = VIEWER) -> ColumnElement[bool]:
    """Does the account `who` live on a server that `viewer` blocks?

    Whether the viewer blocks any is asked first, and once a statement: hardly anybody does. Members live on none.
    """
    lives_there = and_(_far.c.id == who, _far.c.domain != literal_column("''"))
    return and_(
        exists(_any, _any.c.account_id == viewer),
        exists(_far.join(_block, _block.c.domain == _far.c.domain), lives_there, _block.c.account_id == viewer),
    )


def on_blocked_domain(domain: ColumnElement[str], viewer: ColumnElement[int] = VIEWER) -> ColumnElement[bool]:
    """The same, where the domain of the account is at hand."""
    return and_(
        domain != literal_column("''"), exists(_block, _block.c.account_id == viewer, _block.c.domain == domain)
    )


NOBODY_FAR: Final = "(SELECT 1 FROM account_domain_block ub WHERE ub.account_id = :viewer LIMIT 1) IS NULL"
"""The first half, for statements that are written by hand."""


def near(author: str) -> str:
    """The opposite, for statements that are written by hand: `author` does not live on a server the viewer blocks."""
    return f"""({NOBODY_FAR} OR (SELECT 1 FROM account uf JOIN account_domain_block ud ON ud.domain = uf.domain
      WHERE uf.id = {author} AND uf.domain <> '' AND ud.account_id = :viewer LIMIT 1) IS NULL)"""
