"""Warmth in numbers: how widely a status is appreciated, how people left, and the proof that nobody sinks. Pure."""
