"""Register an app: what it is called, where it may be sent back to, what it may ask for."""

from typing import Final

from kukhnya.model.errors import refused
from kukhnya.model.ids import AppId
from kukhnya.store.statement import inserting
from kukhnya.store.tables import app
from kukhnya.store.tx import WriteTx
from kukhnya.text import names

_insert: Final = inserting(app)
_LONGEST: Final = 2000


async def register_app(  # noqa: PLR0913 - each is a plain value of its own
    tx: WriteTx, name: str, redirect_uris: tuple[str, ...], scopes: str, *, client_id: str, secret_hash: str,
    website: str = "",
) -> AppId:  # fmt: skip
    """Keep the app; the answer is its id. Raises Refused for a name or address that cannot be."""
    tidy = names.tidy(name, 80)
    if not tidy:
        raise refused("client_name", "ERR_BLANK", "Application name can't be blank")
    if not redirect_uris or any(not _sound(uri) for uri in redirect_uris):
        raise refused("redirect_uris", "ERR_INVALID", "Redirect URI must be an absolute URI.")
    app_id = AppId(await tx.coarse_id())
    await tx.execute(
        _insert, id=app_id, client_id=client_id, secret_hash=secret_hash, name=tidy,
        website=website if website.startswith(("https://", "http://")) else "",
        redirect_uris="\n".join(redirect_uris), scopes=scopes,
    )  # fmt: skip
    return app_id


def _sound(uri: str) -> bool:
    """Absolute, of a sane length, without a fragment, and of no scheme that runs what follows it."""
    scheme, colon, rest = uri.partition(":")
    return (
        bool(colon and scheme and rest)
        and len(uri) <= _LONGEST
        and "#" not in uri
        and not any(letter.isspace() or ord(letter) < 33 for letter in uri)  # noqa: PLR2004 - control characters
        and scheme.lower() not in {"javascript", "data", "vbscript", "file", "blob"}
    )
