"""What the warm feed keeps: of a status, in which twentieth of its epoch it stands. Nothing of a person."""

from kukhnya.store.columns import flag, index, keyed, number, small

warm_score = keyed(
    "warm_score", (number("epoch"), number("status_id")), small("step"), index("warm_score_of", "status_id")
)
"""How widely a status is appreciated, in 20 steps (0 the least, 19 the most) by its place among all that the epoch scored.

An epoch is a run of the job, numbered upwards; the largest is in force, one or two before it stay for pages already begun.
"""

warm_choice = keyed(
    "warm_choice", (number("account_id"),), small("slider"), flag("home"), flag("no_questions"), flag("asked")
)
"""What somebody has chosen: how far the warm feed lifts (0 not at all, 100 the most), whether home is warm too, whether no
question is to be asked, and whether the slider has been offered once.
"""
