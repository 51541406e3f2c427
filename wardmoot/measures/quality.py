"""The data-quality statement: what the files of an assessment hold that a reader must know of."""
