"""Long work with stored progress: it can be left, come back to, and resumed when its worker died."""
