"""Tests: what Kukhnya promises, one sentence each."""
