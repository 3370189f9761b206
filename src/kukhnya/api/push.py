"""Push: where an app wants to be told that something is new. One subscription for each token."""

from typing import Any, Final

from msgspec import Struct, field

from kukhnya.actions.keep_push import Keys, Wanted, change_push, end_push, keep_push
from kukhnya.door.route import Call, delete, get, post, put
from kukhnya.model.errors import NotFound, Unreachable, refused
from kukhnya.model.ids import TokenId
from kukhnya.model.notification import KINDS, REACTION_TYPES
from kukhnya.push.sealing import sound_auth, sound_key
from kukhnya.queries import push
from kukhnya.store.tx import ReadTx, WriteTx

_MOST_ENDPOINT: Final = 2000
_TYPES: Final = [*(kind for kind, how in KINDS.items() if not how.reaction), *REACTION_TYPES]
"""What an app can ask to be told of, in the words of apps."""


class KeyForm(Struct):
    """The keys of an app."""

    p256dh: str = ""
    auth: str = ""


class SubscriptionForm(Struct):
    """Where an app wants to be told. `standard`: by RFC 8291, and not by the draft before it."""

    endpoint: str = ""
    keys: KeyForm = field(default_factory=KeyForm)
    standard: bool = False


class DataForm(Struct):
    """What an app wants to be told. `details`: with the sender's name and what they did."""

    alerts: dict[str, bool | None] = field(default_factory=dict)
    policy: str | None = None
    details: bool = False


class PushForm(Struct):
    """A subscription as an app sends it; `policy` may stand outside of `data` too."""

    subscription: SubscriptionForm = field(default_factory=SubscriptionForm)
    data: DataForm = field(default_factory=DataForm)
    policy: str | None = None

    def wanted(self) -> Wanted:
        """What is to be told; kinds that are not known are left out."""
        alerts = [kind for kind in _TYPES if self.data.alerts.get(kind)]
        return Wanted(self.data.policy or self.policy or "all", alerts, self.data.details)


def _shaped(call: Call, row: Any) -> dict[str, Any]:
    alerts = row["alerts"].split()
    return {
        "id": str(row["id"]),
        "endpoint": row["endpoint"],
        "standard": bool(row["standard"]),
        "alerts": {kind: kind in alerts for kind in _TYPES},
        "policy": row["policy"],
        "details": bool(row["details"]),
        "server_key": call.house.tag.public,
    }


def _token(call: Call) -> TokenId:
    if call.caller.token_id is None:
        raise NotFound(None)
    return call.caller.token_id


async def _keys(call: Call, form: SubscriptionForm) -> Keys:
    """The subscription, once it is sure that it can be sent to. Raises Refused."""
    if not sound_key(form.keys.p256dh):
        raise refused("p256dh", "ERR_INVALID", "subscription[keys][p256dh] is not a public key of P-256")
    if not sound_auth(form.keys.auth):
        raise refused("auth", "ERR_INVALID", "subscription[keys][auth] is not a secret of 16 bytes")
    sentence = "subscription[endpoint] must be the https address of a push service"
    try:
        place = call.house.outbound.place(form.endpoint)
        await call.house.outbound.vet(form.endpoint)
    except Unreachable as error:
        raise refused("endpoint", "ERR_INVALID", sentence) from error
    if len(place.text) > _MOST_ENDPOINT or not (place.scheme == "https" or call.house.outbound.allows(place)):
        raise refused("endpoint", "ERR_INVALID", sentence)
    return Keys(place.text, form.keys.p256dh, form.keys.auth, form.standard)


@post("/api/v1/push/subscription", scope="push")
async def create(call: Call, form: PushForm) -> dict[str, Any]:
    """Be told from now on, in place of what this token was told before."""
    token_id, keys, wanted = _token(call), await _keys(call, form.subscription), form.wanted()

    async def kept(tx: WriteTx) -> dict[str, Any]:
        await keep_push(tx, token_id, keys, wanted)
        return _shaped(call, await push.own(tx, token_id))

    return await call.house.store.write(call.viewer, kept)


@get("/api/v1/push/subscription", scope="push")
async def show(tx: ReadTx, call: Call) -> dict[str, Any]:
    """What this token is told, and where."""
    return _shaped(call, await push.own(tx, _token(call)))


@put("/api/v1/push/subscription", scope="push")
async def change(tx: WriteTx, call: Call, form: PushForm) -> dict[str, Any]:
    """Be told of other kinds, or of other people."""
    await change_push(tx, _token(call), form.wanted())
    return _shaped(call, await push.own(tx, _token(call)))


@delete("/api/v1/push/subscription", scope="push")
async def end(tx: WriteTx, call: Call) -> None:
    """Be told nothing more."""
    await end_push(tx, _token(call))
