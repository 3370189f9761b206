"""What every door shares: routes, parameters, who is calling, limits, answers."""
