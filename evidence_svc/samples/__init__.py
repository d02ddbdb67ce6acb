"""The demonstration province: criteria set, self-assessment, documents made on demand."""
