"""A report in the form of an output format, one module each."""
