"""Parsers observe: bytes in, a ParsedDocument with the origin of every value out."""
