"""Audit remembers: an append-only transparency log that proves itself."""
