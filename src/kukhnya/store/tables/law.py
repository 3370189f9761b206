"""What somebody has chosen about the law. What was found in what they wrote is kept nowhere."""

from kukhnya.store.columns import flag, keyed, number, word

law_choice = keyed("law_choice", (number("account_id"),), word("jurisdictions", ""), flag("hold_risky"))
"""Where somebody wants a word before they post, by ids of packs with spaces between, and whether what their apps post may be held."""
