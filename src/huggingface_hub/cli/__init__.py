"""The `hf` command line. Its commands are declared in `groups/` and written out as tables in `_generated/`."""
