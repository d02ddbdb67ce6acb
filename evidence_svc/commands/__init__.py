"""The command groups, one module an area; `cli` puts them together."""
