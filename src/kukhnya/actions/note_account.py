"""Keep a note about somebody, for oneself alone."""

from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from kukhnya.model.bounds import Bounds
from kukhnya.model.errors import refused
from kukhnya.model.ids import AccountId
from kukhnya.queries import accounts
from kukhnya.store.statement import Statement, param, text_param
from kukhnya.store.tables.ties import account_note
from kukhnya.store.tx import WriteTx
from kukhnya.text import names
from kukhnya.visibility.rule import VIEWER

_keep: Final = Statement(
    (
        made := insert(account_note).values(
            writer_id=VIEWER, about_account_id=param("other"), comment=text_param("comment")
        )
    ).on_conflict_do_update(index_elements=["writer_id", "about_account_id"], set_={"comment": made.excluded.comment})
)
_how_many: Final = Statement(
    select(func.count()).where(account_note.c.writer_id == VIEWER, account_note.c.about_account_id != param("other"))
)
_delete: Final = Statement(
    delete(account_note).where(account_note.c.writer_id == VIEWER, account_note.c.about_account_id == param("other"))
)


async def note_account(tx: WriteTx, other: AccountId, comment: str, bounds: Bounds) -> None:
    """Keep this note in place of an earlier one; an empty one takes it away. Raises NotFound, Refused."""
    await accounts.visible(tx, other)
    most = bounds.account_note_characters
    if len(comment) > most:
        raise refused("comment", "ERR_TOO_LONG", f"Comment is too long (maximum is {most} characters)")
    tidy = names.tidy_text(comment).strip()
    if not tidy:
        await tx.execute(_delete, other=other)
        return
    if int(await tx.value(_how_many, other=other) or 0) >= bounds.account_notes:
        raise refused("comment", "ERR_TOO_MANY", f"You have reached the limit of {bounds.account_notes} notes")
    await tx.execute(_keep, other=other, comment=tidy)
