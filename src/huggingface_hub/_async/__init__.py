"""Everything that waits, written once. The blocking twin `_sync` is generated from this package."""
