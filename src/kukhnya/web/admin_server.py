"""What the server says about itself: rules and long texts are written here, the rest stands in the settings file."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from msgspec import Struct

from kukhnya.actions.keep_rules import TEXTS, add_rule, change_rule, delete_rule, keep_text, move_rule
from kukhnya.api.rules import day
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.errors import NotFound, Refused, refused
from kukhnya.model.ids import SECOND, RuleId, Time
from kukhnya.queries import rules
from kukhnya.store.tx import ReadTx

from .forms import better, check_form, wrong_fields
from .show import page, redirect

TERMS: Final = "terms_of_service"
WRONG: Final = {"on": "Choose a day."}
"""What stands beside a field, where a day cannot be."""
_SETTINGS: Final = ("title", "description", "contact_email", "registration", "languages", "url")


class RuleForm(Struct):
    """What is asked, and a sentence that explains it."""

    text: str = ""
    hint: str = ""


class MoveForm(Struct):
    """Where a rule goes."""

    way: str = ""


class TextForm(Struct):
    """A text, and for terms the day from which they hold."""

    text: str = ""
    on: str = ""


async def _shown(tx: ReadTx, call: Call, form: RuleForm, errors: Mapping[str, str] | None = None) -> Answer:
    settings = call.house.settings
    written: dict[str, list[dict[str, Any]]] = {name: [] for name in TEXTS}
    for row in await rules.written(tx):
        written[row["name"]].append({"on": day(row["effective_on"]), "updated_at": row["updated_at"]})
    return page(
        call, "admin_server.html", status=422 if errors else 200, form=form, errors=errors or {}, written=written,
        settings=[(name, str(getattr(settings, name))) for name in _SETTINGS],
        rules=await rules.everyone(tx),
    )  # fmt: skip


@get("/admin/server", page=True, who=Who.ADMIN)
async def server(tx: ReadTx, call: Call) -> Answer:
    """Settings as they are, rules in their order, texts."""
    return await _shown(tx, call, RuleForm())


@post("/admin/server/rules", page=True, who=Who.ADMIN)
async def add(call: Call, form: RuleForm) -> Answer:
    """Add a rule after the others; one that says the same word for word is there already."""
    check_form(call)

    async def once(tx: Any) -> None:
        if form.text.strip() not in {row["text"] for row in await rules.everyone(tx)}:
            await add_rule(tx, form.text, form.hint)

    try:
        await call.house.store.write(call.viewer, once)
    except Refused as wrong:
        async with call.house.store.read(call.viewer) as tx:
            return await _shown(tx, call, form, wrong_fields(wrong))
    return redirect("/admin/server")


async def _rule(tx: ReadTx, rule_id: RuleId) -> Any:
    row = next((row for row in await rules.everyone(tx) if row["id"] == rule_id), None)
    if row is None:
        raise NotFound(rule_id)
    return row


@get("/admin/server/rules/{rule_id}", page=True, who=Who.ADMIN)
async def edit(tx: ReadTx, call: Call, rule_id: RuleId) -> Answer:
    """A rule, to word it otherwise."""
    row = await _rule(tx, rule_id)
    return page(call, "admin_rule.html", id=rule_id, form=RuleForm(row["text"], row["hint"]), errors={})


@post("/admin/server/rules/{rule_id}", page=True, who=Who.ADMIN)
async def change(call: Call, rule_id: RuleId, form: RuleForm) -> Answer:
    """Word it otherwise."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: change_rule(tx, rule_id, form.text, form.hint))
    except Refused as wrong:
        return page(call, "admin_rule.html", status=422, id=rule_id, form=form, errors=wrong_fields(wrong))
    return redirect("/admin/server")


@post("/admin/server/rules/{rule_id}/move", page=True, who=Who.ADMIN)
async def move(call: Call, rule_id: RuleId, form: MoveForm) -> Answer:
    """One place up or down."""
    check_form(call)
    places = {"up": -1, "down": 1}.get(form.way, 0)
    await call.house.store.write(call.viewer, lambda tx: move_rule(tx, rule_id, places))
    return redirect("/admin/server")


@get("/admin/server/rules/{rule_id}/remove", page=True, who=Who.ADMIN)
async def ask_remove(tx: ReadTx, call: Call, rule_id: RuleId) -> Answer:
    """What taking a rule away means."""
    return page(call, "admin_rule_remove.html", rule=await _rule(tx, rule_id))


@post("/admin/server/rules/{rule_id}/remove", page=True, who=Who.ADMIN)
async def remove(call: Call, rule_id: RuleId) -> Answer:
    """Take it away; one that is gone stays gone."""
    check_form(call)
    try:
        await call.house.store.write(call.viewer, lambda tx: delete_rule(tx, rule_id))
    except NotFound:
        return redirect("/admin/server")
    return redirect("/admin/server")


@get("/admin/server/texts/{name}", page=True, who=Who.ADMIN)
async def text(tx: ReadTx, call: Call, name: str, form: TextForm) -> Answer:
    """One of the long texts, to write it; of terms those that hold from the day that is asked for."""
    if name not in TEXTS:
        raise NotFound(name)
    rows = [row for row in await rules.texts(tx, name) if name != TERMS or day(row["effective_on"]) == form.on]
    kept = rows[-1]["source"] if rows else ""
    return page(call, "admin_text.html", name=name, text=kept, on=form.on[:10], errors={})


@post("/admin/server/texts/{name}", page=True, who=Who.ADMIN)
async def write(call: Call, name: str, form: TextForm) -> Answer:
    """Keep it in place of the one before; an empty one is forgotten."""
    check_form(call)
    if name not in TEXTS:
        raise NotFound(name)
    try:
        on = _day(form.on) if name == TERMS else None
        await call.house.store.write(call.viewer, lambda tx: keep_text(tx, name, form.text, on))
    except Refused as wrong:
        errors = better(wrong_fields(wrong), WRONG)
        return page(call, "admin_text.html", status=422, name=name, text=form.text, on=form.on[:10], errors=errors)
    return redirect("/admin/server")


def _day(said: str) -> Time:
    try:
        return Time(int(datetime.strptime(said, "%Y-%m-%d").replace(tzinfo=UTC).timestamp()) * SECOND)
    except (ValueError, OverflowError) as error:
        raise refused("on", "ERR_BLANK" if not said else "ERR_INVALID", "on must be a day: 2026-12-31") from error
