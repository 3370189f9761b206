"""The client API, through its doors."""
