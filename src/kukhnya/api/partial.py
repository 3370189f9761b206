"""As much of an Account as a row of faces needs."""

from typing import Final

import msgspec
from msgspec import Struct


class PartialAccount(Struct):
    """An account's names and picture."""

    id: str
    acct: str
    url: str
    avatar: str
    avatar_static: str
    locked: bool
    bot: bool


_decoder: Final = msgspec.json.Decoder(PartialAccount)


def partial(account: bytes) -> PartialAccount:
    """That of an Account in JSON."""
    return _decoder.decode(account)
