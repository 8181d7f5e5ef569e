"""What the Hub says: typed shapes with `from_wire`, without any input or output."""
