"""What can be said of rules without a case: circles, gaps, conditions that cannot hold, contradicting rules."""
