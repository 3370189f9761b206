"""Pages in Debian's Chromium, scripts off and on, against a running server."""
