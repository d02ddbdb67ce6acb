"""Files that offices exchange."""
