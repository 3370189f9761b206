"""What everything else stands on, in plain words."""
