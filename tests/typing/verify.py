"""
Whether every type of the public surface is known to Pyright: `nox -s types` runs this with the path of its `index.js`.

What is below `huggingface_hub.cli` and `huggingface_hub.local_hub` are the insides of two programs; what `LocalHub` offers
counts, but for its `state`, which is one of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any


INSIDE = ("huggingface_hub.cli.", "huggingface_hub.local_hub.")
LOCAL_HUB = "huggingface_hub.local_hub.server.LocalHub."


def main(pyright: str) -> int:
    """Print each public symbol whose type is not known; the result is the exit code."""
    # Here `--pythonpath` has no effect: Pyright asks the `python` that it finds.
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = ["node", pyright, "--outputjson", "--verifytypes", "huggingface_hub", "--ignoreexternal"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    symbols: list[dict[str, Any]] = json.loads(done.stdout)["typeCompleteness"]["symbols"]
    public = [symbol for symbol in symbols if symbol["isExported"] and not _is_inside(symbol["name"])]
    unknown = [symbol for symbol in public if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]]

    for symbol in unknown:
        for diagnostic in symbol["diagnostics"] or [{"message": "unknown, for reasons in what it is made of"}]:
            print(f"{symbol['name']}: {diagnostic['message']}")

    print(f"{len(public) - len(unknown)} of {len(public)} public symbols have a known type")
    # A surface that was not found at all is no success.
    return 1 if unknown or len(public) < 2000 else 0


def _is_inside(name: str) -> bool:
    inside = name.startswith(INSIDE) and not name.startswith(LOCAL_HUB)
    # Loggers, and the variable of an `except` clause, are nobody's to use.
    return inside or name == f"{LOCAL_HUB}state" or name.endswith((".logger", ".error"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
