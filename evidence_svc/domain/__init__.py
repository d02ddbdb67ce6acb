"""Pure rules of scoring: criteria sets, rounds, scores, totals, permissions."""
