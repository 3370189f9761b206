"""Pictures: derivatives without metadata, and pictures drawn by code. Pure."""
