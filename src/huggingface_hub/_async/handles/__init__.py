"""Things on the Hub that can be held in a variable and asked to change."""
