"""Confirming an address. This server sends no mail: no address ever waits to be confirmed, and none has to be."""

from kukhnya.door.route import get, post
from kukhnya.model.errors import Forbidden


@post("/api/v1/emails/confirmations", scope="write:accounts")
async def resend() -> None:
    """Send the question again: never, as nothing is waiting for an answer."""
    raise Forbidden("This method is only available while the e-mail is awaiting confirmation")


@get("/api/v1/emails/check_confirmation", scope="read:accounts")
async def check() -> bool:
    """Whether the caller's account needs no confirmation any more."""
    return True
