"""Forward chaining to a fixpoint: one small interface, two implementations.

In: productions (conjunctions of literal tests) and facts. Out: everything that follows. `python` is the reference;
`durable` hands the same productions to durable-rules.
"""
