"""What the server does without being asked, and has still to do: by kind, in numbers. What a job is about is not shown, for it may be somebody's."""

from kukhnya.actions.ask_for_scores import ask_for_scores
from kukhnya.actions.finish_job import hurry
from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get, post
from kukhnya.model.ids import time_of
from kukhnya.model.warmth import STAGES
from kukhnya.queries import upkeep, warmth
from kukhnya.store.tx import ReadTx, WriteTx

from .forms import check_form
from .show import page, redirect


@get("/admin/jobs", page=True, who=Who.ADMIN)
async def jobs(tx: ReadTx, call: Call) -> Answer:
    """The queue by kind: how many, since when, how often tried; and how the scores for the warm feed come along."""
    rows = [{**dict(row), "since": time_of(row["oldest"])} for row in await upkeep.queue(tx)]
    many, failing = await upkeep.pushes(tx)
    state, run = await warmth.progress(tx)
    return page(
        call, "admin_jobs.html", rows=rows, failing=sum(row["failing"] for row in rows), pushes=many,
        failing_pushes=failing, warm=call.house.settings.warm == "on", scores=state,
        stage=STAGES.index(run.stage) + 1 if run else 0, stages=len(STAGES),
    )  # fmt: skip


@post("/admin/jobs/again", page=True, who=Who.ADMIN)
async def again(tx: WriteTx, call: Call) -> Answer:
    """Try now what has failed."""
    check_form(call)
    await hurry(tx)
    tx.after_commit(call.house.store.on_events)
    return redirect("/admin/jobs")


@post("/admin/jobs/scores", page=True, who=Who.ADMIN)
async def score_now(tx: WriteTx, call: Call) -> Answer:
    """Have statuses scored for the warm feed now; whichever process does it begins within seconds."""
    check_form(call)
    await ask_for_scores(tx)
    return redirect("/admin/jobs")
