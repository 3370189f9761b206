"""What this server is, asks and promises: for anybody who wants to know before they come in."""

from kukhnya.api import instance
from kukhnya.api.rules import PRIVACY
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.model.audience import Audience, Relation
from kukhnya.queries import rules
from kukhnya.store.tx import ReadTx
from kukhnya.visibility.rule import OPENED_TO

from .show import page


@get("/about", who=Who.ANYONE, page=True, twin="/api/v2/instance")
async def about(tx: ReadTx, call: Call) -> Answer:
    """What this server is, what it asks, whom to ask, and who sees what on it."""
    settings = call.house.settings
    relations = [relation for relation in Relation if relation is not Relation.AUTHOR]
    table = [(audience, [relation in OPENED_TO[audience] for relation in relations]) for audience in Audience]
    written = {row["name"] for row in await rules.written(tx)}
    more = await instance.extended_description(tx, call) if "extended_description" in written else {"content": ""}
    return page(
        call, "about.html", description=settings.description, relations=relations, table=table,
        rules=await rules.everyone(tx), more=more["content"], contact=await instance.contact(call, tx),
        email=settings.contact_email, terms="terms_of_service" in written,
    )  # fmt: skip


@get("/about/privacy", who=Who.ANYONE, page=True, twin="/api/v1/instance/privacy_policy")
async def privacy(tx: ReadTx, call: Call) -> Answer:
    """What is kept of whom: as written for this server, else what is true of every Kukhnya."""
    said = await instance.privacy_policy(tx, call)
    own = bool(await rules.texts(tx, "privacy_policy"))
    return page(
        call, "about_privacy.html", content=said["content"], own=own, at=said["updated_at"], parts=PRIVACY.split("\n\n")
    )


@get("/about/terms", who=Who.ANYONE, page=True, twin="/api/v1/instance/terms_of_service")
async def terms(tx: ReadTx, call: Call) -> Answer:
    """The terms that hold today, else those that will first; nothing here where none have been written."""
    return page(call, "about_terms.html", said=await instance.terms(tx, call))
