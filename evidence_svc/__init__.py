"""evidence_svc decides: rounds, scores, evidence and the people who answer for them."""
