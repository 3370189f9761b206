"""Warmth, tested by numbers whose truth is known."""
