"""Web Push without a network: sealed messages (RFC 8291 and its last draft) and the server's name tag (RFC 8292)."""
