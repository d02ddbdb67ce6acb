"""One module per aggregate, and the unit of work that alone commits."""
