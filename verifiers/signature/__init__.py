"""Signature verdicts: trust, validation, what changed after signing."""
