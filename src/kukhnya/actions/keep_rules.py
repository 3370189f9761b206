"""Write down what the server asks of its members, and what it says about itself at length."""

from typing import Final

from sqlalchemy import delete, func, select, update

from kukhnya.model.errors import NotFound, refused
from kukhnya.model.ids import RuleId, Time
from kukhnya.queries import rules
from kukhnya.store.statement import Statement, inserting, param, text_param
from kukhnya.store.tables.staff import report_rule, rule, server_text
from kukhnya.store.tx import WriteTx
from kukhnya.text import names

TEXTS: Final = ("extended_description", "privacy_policy", "terms_of_service")
MOST_RULES: Final = 50
LONGEST_RULE: Final = 1000
LONGEST_TEXT: Final = 200_000
_insert, _insert_text = inserting(rule), inserting(server_text)
_how_many: Final = Statement(
    select(func.count().label("many"), func.max(rule.c.position).label("last")).select_from(rule)
)
_change: Final = Statement(
    update(rule).values(text=text_param("text"), hint=text_param("hint")).where(rule.c.id == param("id"))
)
_place: Final = Statement(update(rule).values(position=param("position")).where(rule.c.id == param("id")))
_delete: Final = Statement(delete(rule).where(rule.c.id == param("id")))
_unname: Final = Statement(delete(report_rule).where(report_rule.c.rule_id == param("id")))
_forget: Final = Statement(
    delete(server_text).where(server_text.c.name == text_param("name"), server_text.c.effective_on == param("on"))
)


async def add_rule(tx: WriteTx, text: str, hint: str = "") -> RuleId:
    """Add a rule after the others; the answer is its id. Raises Refused."""
    tidy = _checked(text)
    counted = await tx.one(_how_many)
    many, last = (int(counted[0]), int(counted[1] or 0)) if counted is not None else (0, 0)
    if many >= MOST_RULES:
        raise refused("text", "ERR_TOO_MANY", f"There are {MOST_RULES} rules already, and nobody reads more")
    rule_id = RuleId(await tx.next_id())
    await tx.execute(_insert, id=rule_id, text=tidy, hint=names.tidy(hint, LONGEST_RULE), position=last)
    return rule_id


async def change_rule(tx: WriteTx, rule_id: RuleId, text: str, hint: str = "") -> None:
    """Word a rule otherwise; reports that name it keep naming it. Raises NotFound, Refused."""
    if await tx.execute(_change, id=rule_id, text=_checked(text), hint=names.tidy(hint, LONGEST_RULE)) == 0:
        raise NotFound(rule_id)


async def move_rule(tx: WriteTx, rule_id: RuleId, places: int) -> None:
    """Move a rule down by so many places, up where it is negative; beyond the ends is at the end. Raises NotFound."""
    ids = [row["id"] for row in await rules.everyone(tx)]
    if rule_id not in ids:
        raise NotFound(rule_id)
    at = ids.index(rule_id)
    ids.insert(max(0, min(at + places, len(ids) - 1)), ids.pop(at))
    await tx.many(_place, [{"id": each, "position": place} for place, each in enumerate(ids)])


def _checked(text: str) -> str:
    tidy = names.tidy(text, LONGEST_RULE)
    if not tidy:
        raise refused("text", "ERR_BLANK", "A rule can't be blank")
    return tidy


async def delete_rule(tx: WriteTx, rule_id: RuleId) -> None:
    """Take a rule away, from reports too. Raises NotFound."""
    if await tx.execute(_delete, id=rule_id) == 0:
        raise NotFound(rule_id)
    await tx.execute(_unname, id=rule_id)


async def keep_text(tx: WriteTx, name: str, source: str, effective_on: Time | None = None) -> None:
    """Keep a text in place of the one before; terms are kept by the day from which they hold. Empty: forget it."""
    on = effective_on or 0
    if len(source) > LONGEST_TEXT:
        raise refused("text", "ERR_TOO_LONG", f"The text is too long (maximum is {LONGEST_TEXT} characters)")
    await tx.execute(_forget, name=name, on=on)
    tidy = names.tidy_text(source).strip()
    if tidy:
        await tx.execute(_insert_text, name=name, effective_on=on, source=tidy, updated_at=tx.now)
