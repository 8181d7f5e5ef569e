"""Uploads that are killed again and again: `python -m tests.faults.upload_kills --rounds 200`.

Each round changes a folder, uploads it with SIGKILL at random moments, lets a last attempt finish, and compares the
repository with the folder. A part whose receipt the journal has must never be sent again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.support import upload_server as faults
from tests.support.upload_server import REPO, Seen, UploadHub
from tests.support.uploader import Uploader


PART = 1000
COLOURS = ("blocking", "async")


def change(folder: Path, chance: random.Random) -> None:
    """Make a few files new, larger, smaller or go away."""
    for number in chance.sample(range(12), 4):
        path = folder / f"{number}.bin"
        if chance.random() < 0.1:
            path.unlink(missing_ok=True)
            continue
        size = chance.choice([50, 900, 5_000, 40_000])
        path.write_bytes(chance.randbytes(size))
        # Files that were written to just now are hashed again, which is not what this is about.
        os.utime(path, ns=(0, chance.randrange(10**9, 10**18)))


def expected(folder: Path) -> dict[str, tuple[str, bool]]:
    """What a repository has that is equal to the folder."""
    found = {}
    for path in folder.glob("*.bin"):
        content = path.read_bytes()
        is_lfs = len(content) >= PART
        sha1 = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        found[path.name] = (hashlib.sha256(content).hexdigest() if is_lfs else sha1, is_lfs)
    return found


def receipts(folder: Path) -> set[tuple[int, str]]:
    """The parts whose receipts are in the journal, by number and entity tag."""
    journal = folder / ".cache" / "huggingface" / "upload.journal"
    if not journal.exists():
        return set()
    lines = (line.partition(" ")[2] for line in journal.read_text().splitlines())
    values = [json.loads(line) for line in lines if line.startswith('["p",') and line.endswith("]")]
    return {(number, etag) for _, _, number, etag in values}


def acknowledged(seen: Seen, kept: set[tuple[int, str]]) -> bool:
    """Whether a request sends a part whose receipt had been kept."""
    words = seen.path.split("/")
    return len(words) > 3 and (int(words[3]), f'"{hashlib.md5(seen.body).hexdigest()}"') in kept


def _twice(paths: list[str]) -> list[str]:
    return sorted(path for path, count in Counter(paths).items() if count > 1)


def run_round(hub: UploadHub, folder: Path, home: Path, colour: str, chance: random.Random) -> tuple[int, int]:
    """
    One round.

    Returns:
        How often the upload was killed, and how many parts were sent more than once.

    Raises:
        AssertionError: The repository is not equal to the folder, or a part was sent again whose receipt was kept.
    """
    change(folder, chance)
    settings = {"endpoint": hub.url, "path": folder, "repo_id": REPO, "colour": colour, "worth_a_note": PART}
    kills = 0
    sent: list[str] = []
    for attempt in range(4):
        hub.clear()
        kept = receipts(folder)
        # Now and then without the fast lane; what one way has sent, the other goes on with.
        with Uploader(home, **settings, lane=chance.random() < 0.7) as uploader:
            if attempt < 3:
                # At a random request; now and then nothing is left to kill.
                route = chance.choice(["put", "put", "put", "commit", "batch", "complete", "preupload"])
                after = [faults.go_on] * (chance.randrange(40) if route == "put" else 0)
                when = faults.first if chance.random() < 0.5 else faults.after
                hub.script(route, *after, when(uploader.process.kill))
            code = uploader.finish(30)
            assert code in (0, -9), uploader.errors
            kills += code != 0
        # What was begun for a client that is gone comes to its end.
        hub.settle()
        now = [seen.path for seen in hub.to("put")]
        wasted = [seen.path for seen in hub.to("put") if acknowledged(seen, kept)]
        assert not wasted, f"parts were sent again that had been acknowledged: {wasted}"
        again = len(now) - len(set(now))
        assert not again or code == 0, f"one attempt sent a part twice: {_twice(now)}"
        sent += now
        if code == 0:
            break
    missing = {name: ids for name, ids in expected(folder).items() if hub.files.get(name) != ids}
    assert not missing, f"the repository lacks {sorted(missing)}"
    assert not receipts(folder), "receipts were left after the end"
    twice = len(sent) - len(set(sent))
    # Those on their way in the moment of a kill: the lane's, or those of the patient way.
    assert twice <= kills * 16, f"{twice} parts were sent twice with {kills} kills"
    return kills, twice


def run(rounds: int, seed: int, *, quiet: bool = False) -> None:
    """Some rounds, over one folder and one repository."""
    chance = random.Random(seed)
    began, kills, twice = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix="hf-kills-") as place, UploadHub(part_size=PART) as hub:
        folder = Path(place) / "folder"
        folder.mkdir()
        for number in range(rounds):
            killed, again = run_round(hub, folder, Path(place) / "home", COLOURS[number % 2], chance)
            kills, twice = kills + killed, twice + again
            if not quiet:
                sys.stdout.write(f"round {number + 1}: {killed} kills, {again} parts twice\n")
    sys.stdout.write(f"{rounds} rounds, {kills} kills, {twice} parts twice, {time.monotonic() - began:.0f} s\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.faults.upload_kills", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}\n")
    run(options.rounds, options.seed)
