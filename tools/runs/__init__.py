"""Long trainings: their tables and weights ship in `rnnutils/data`."""
