"""The lane for the bytes of files: GETs over plain sockets, many at once in one thread, the same for both colours.

httpx and httpcore spend more time on a body than the network does. What is large (one file) or numerous (a snapshot)
goes through here where that is possible; everything else, and everything unusual, goes through httpx. See
`docs/decisions/2026-11-23-one-lane-for-bodies.md`.
"""
