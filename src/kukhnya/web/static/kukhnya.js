// A gift, never a need: every page works without it.
