"""The pages in English: the chosen language, the catalogue of strings, and the sentences of the program."""
