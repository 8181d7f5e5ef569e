"""How fast this client is beside the official one, measured in one run: `nox -s bench`."""
