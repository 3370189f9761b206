"""What became of second looks, for whoever looks after the server: numbers of weeks, and of few none."""

from kukhnya.door.answers import Answer
from kukhnya.door.route import Call, Who, get
from kukhnya.queries import looks
from kukhnya.store.tx import ReadTx

from .show import page


@get("/admin/second-look", page=True, who=Who.STAFF)
async def weeks(tx: ReadTx, call: Call) -> Answer:
    """Week by week, the newest first."""
    return page(
        call, "admin_looks.html", weeks=await looks.weeks(tx), few=looks.FEW, on=call.house.settings.second_look == "on"
    )
