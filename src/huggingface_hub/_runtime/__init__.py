"""Everything that waits: `aio` and `blocking` offer equal names to the operations, which are written once."""
