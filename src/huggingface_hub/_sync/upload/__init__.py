# Generated from src/huggingface_hub/_async/upload/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Uploads: what talks to the Hub until files are in a commit."""
