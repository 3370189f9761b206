"""Real apps against a real server over real sockets."""
