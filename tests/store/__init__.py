"""The store under its engines."""
