"""The fault matrix, played against this package and against the official client: `python -m tests.faults`."""
