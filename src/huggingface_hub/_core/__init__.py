"""Rules that do not wait: pure functions and plain file-system steps shared by both colours."""
