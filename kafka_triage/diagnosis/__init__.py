"""From facts to a report: causal graph, ranking, questions."""
