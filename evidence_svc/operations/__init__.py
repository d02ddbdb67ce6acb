"""One use case per module: load, pure code, save, append to the log, commit."""
