"""The seizure test: what a copy of the disk yields to somebody who looks well.

A town is planted with canaries through the real doors (`town`), its disk is taken (`image`), searched as an adversary
would (`examine`) and scored field by field (`score`). What was planted stands in a ledger outside the image.
"""
