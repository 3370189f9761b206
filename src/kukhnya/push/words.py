"""Base64 as the web writes it: other letters, no padding."""

import base64


def encoded(data: bytes) -> str:
    """Bytes as unpadded URL-safe base64."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    """The bytes, whichever alphabet and padding was used. Raises ValueError."""
    plain = text.rstrip("=").replace("+", "-").replace("/", "_")
    return base64.b64decode(plain + "=" * (-len(plain) % 4), altchars=b"-_", validate=True)
