# Generated from src/huggingface_hub/_async/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Everything that waits, written once. The blocking twin `_sync` is generated from this package."""
