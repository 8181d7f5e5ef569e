"""What a local Hub keeps: git repositories, objects, and a database."""

from __future__ import annotations
