"""Verifiers judge: a Subject in, three-valued findings out."""
