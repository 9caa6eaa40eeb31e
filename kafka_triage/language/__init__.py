"""The rule file format: YAML with places, expressions, units, checks; out come frozen rules and vocabulary."""
