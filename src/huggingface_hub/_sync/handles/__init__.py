# Generated from src/huggingface_hub/_async/handles/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Things on the Hub that can be held in a variable and asked to change."""
