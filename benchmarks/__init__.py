"""What a request costs: `python -m benchmarks` builds a town, asks the server, writes `docs/benchmarks/`."""
