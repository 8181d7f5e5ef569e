"""The rules of uploads and commits: what to send, and how to read the answers. Nothing here waits for a network."""
