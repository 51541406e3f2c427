"""Strategic assessments: make one, read it, move about in its map, take it away."""
