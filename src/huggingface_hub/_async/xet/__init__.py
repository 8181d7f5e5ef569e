"""Transfers through the Xet storage, by `hf_xet`."""
