# Generated from src/huggingface_hub/_async/xet/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""Transfers through the Xet storage, by `hf_xet`."""
