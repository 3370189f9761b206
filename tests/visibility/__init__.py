"""The one rule, and what is built on it."""
