"""The second look, in four numbers a week. Nothing of anybody, and nothing of what was written."""

from kukhnya.store.columns import count, keyed, number

second_look = keyed("second_look", (number("week"),), count("shown"), count("edited"), count("dropped"), count("sent"))
"""How often the page before a harsh reply was shown, and what became of the reply: edited, dropped, sent as it was."""
