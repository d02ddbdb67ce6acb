"""From the rows of a table to criteria sets, self-assessments and sheets; every repair is reported, none is guessed."""
