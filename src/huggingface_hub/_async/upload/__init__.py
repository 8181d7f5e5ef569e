"""Uploads: what talks to the Hub until files are in a commit."""
