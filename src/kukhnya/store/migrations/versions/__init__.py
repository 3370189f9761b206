"""One file for each version of the tables. What has been released does not change."""
