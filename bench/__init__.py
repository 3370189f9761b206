"""What a request costs: `python -m bench` builds a town, asks the server, writes `docs/benchmarks/`."""
