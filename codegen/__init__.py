"""Programs that write files of this project: run `python -m codegen`."""
