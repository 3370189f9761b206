"""The law in plain words."""
