"""Offsets over time to facts: rows, series and trends."""
