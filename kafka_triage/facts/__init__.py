"""Facts: what people hand in, what follows from it, defaults, provenance and values in words."""
