"""Logging in and out, and asking the Hub who one is."""
