"""Questions, always asked by a viewer."""
