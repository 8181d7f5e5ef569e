"""Warnings that point at the line of the program that called us, however deep inside of the package they come up."""

from __future__ import annotations

import os
import sys
import warnings


_HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep


def warn(message: str, category: type[Warning]) -> None:
    """Warn about what a caller's line has led to; the filters of `warnings` then know lines and modules of the caller's.

    Args:
        message: The text.
        category: The class of the warning.
    """
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_HERE):
        frame = frame.f_back
        level += 1
    warnings.warn(message, category, stacklevel=level)
