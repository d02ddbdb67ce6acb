"""Server-rendered Vietnamese pages, one blueprint per area."""
