"""Tables in files that offices send, read into rows with their places; what the rows mean is read elsewhere."""
