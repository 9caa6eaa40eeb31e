"""Text to facts: one module for each kind of text."""
