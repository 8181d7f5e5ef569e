"""Commands that are more than one call of an operation."""
