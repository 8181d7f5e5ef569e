# Generated from src/huggingface_hub/_async/auth/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Logging in and out, and asking the Hub who one is."""
