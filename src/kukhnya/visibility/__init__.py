"""Who may see a status. Everything that reads statuses begins here.

rule     the table of who sees what, and the rule in SQL
home     where a page of home or of a list comes from, without a stored feed
pages    the other ways to ask for statuses: each answers ids that passed the rule
gain     how many more would see one, for another audience
cards    what a page shows of them
"""
