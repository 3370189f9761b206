"""Kukhnya: a social network server that keeps its people safe."""

__version__ = "0.1.0"
