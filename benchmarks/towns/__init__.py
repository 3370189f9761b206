"""Towns made of dice, where it is known what everybody likes: `python -m benchmarks.towns` judges ways to rank in them.

Who would like what is drawn first and kept from every scorer (`truth.py`). What a server would see of it, sparse likes, some
boosts and replies, counts of views, is drawn from it; then a scorer's order is compared with what was hidden.
"""
