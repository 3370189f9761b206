"""Every database comes up to the tables of this version."""
