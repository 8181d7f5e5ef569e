"""Progress bars: groups, switches, and the module and the class of one name."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huggingface_hub import constants
from huggingface_hub._core import bars, logs, progress
from huggingface_hub.cli.output import Output


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", None)
    monkeypatch.delenv("TQDM_POSITION", raising=False)
    before = dict(progress.progress_bar_states)
    progress.enable_progress_bars()
    yield
    progress.progress_bar_states.clear()
    progress.progress_bar_states.update(before)


def test_the_longest_name_decides() -> None:
    progress.disable_progress_bars("a.b")
    assert progress.are_progress_bars_disabled("a.b.c")
    assert not progress.are_progress_bars_disabled("a")
    assert not progress.are_progress_bars_disabled("a.bc")
    progress.enable_progress_bars("a.b.c")
    assert not progress.are_progress_bars_disabled("a.b.c.d")
    progress.disable_progress_bars("a")
    assert progress.are_progress_bars_disabled("a.b.c"), "a group takes its members along"
    progress.enable_progress_bars()
    assert progress.progress_bar_states == {"_global": True}


def test_off_for_the_length_of_a_block() -> None:
    with progress.disable_progress_bars():
        assert progress.are_progress_bars_disabled()
        with progress.disable_progress_bars("x"):
            assert progress.are_progress_bars_disabled("x.y")
        assert progress.are_progress_bars_disabled()
    assert not progress.are_progress_bars_disabled()


@pytest.mark.parametrize("forced", [True, False])
def test_the_environment_has_priority(monkeypatch: pytest.MonkeyPatch, forced: bool) -> None:
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", forced)
    assert progress.are_progress_bars_disabled("x") is forced
    change = progress.enable_progress_bars if forced else progress.disable_progress_bars
    with pytest.warns(UserWarning, match="HF_HUB_DISABLE_PROGRESS_BARS"):
        change()
    assert progress.are_progress_bars_disabled() is forced


def test_bars_are_quiet_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    assert progress.is_tqdm_disabled(0) is True
    assert progress.is_tqdm_disabled(30) is None
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress.open_bar(desc="x", total=1) is progress.NO_BAR
    monkeypatch.setattr(sys, "stderr", Terminal())
    bar = progress.open_bar(desc="a name that is very long, longer than a terminal likes", total=10)
    bar.update(4)
    bar.update(-1)
    assert bar._bar.n == 3
    bar.close()
    with progress.disable_progress_bars("group"):
        assert progress.open_bar(desc="x", total=1, name="group.member") is progress.NO_BAR
    monkeypatch.setenv("TQDM_POSITION", "-1")
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    progress.open_bar(desc="x", total=1).close()
    assert "x" in sys.stderr.getvalue()


def test_the_callers_class_gets_what_tqdm_takes() -> None:
    seen: dict[str, Any] = {}

    class Mine:
        def __init__(self, **options: Any) -> None:
            seen.update(options)

    progress.open_bar(desc="x", total=7, tqdm_class=Mine, name="group").update(0)
    assert seen == {
        "desc": "x", "total": 7, "initial": 0, "unit": "B", "unit_scale": True, "disable": None
    }  # fmt: skip
    silent = progress.open_bar(desc="x", total=7, tqdm_class=progress.silent_tqdm)
    silent.update(3)
    silent.close()


def test_reading_under_a_bar(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    with progress.disable_progress_bars(), bars.tqdm_stream_file(path) as file:
        assert file.read(10) + file.read() == b"x" * 100


def test_a_map_under_a_bar() -> None:
    with progress.disable_progress_bars():
        assert bars.hf_thread_map(lambda x: x * 2, [1, 2, 3], max_workers=2) == [2, 4, 6]


@pytest.mark.parametrize(
    "imports",
    [
        "from huggingface_hub.utils import tqdm; import huggingface_hub.utils.tqdm",
        "import huggingface_hub.utils.tqdm; from huggingface_hub.utils import tqdm",
        "from huggingface_hub.utils import tqdm",
    ],
)
def test_utils_tqdm_is_the_class_and_the_module_can_be_imported(imports: str) -> None:
    code = f"""
{imports}
from huggingface_hub import utils
from huggingface_hub.utils.tqdm import tqdm as again, silent_tqdm
assert isinstance(tqdm, type) and tqdm is again is utils.tqdm, (tqdm, again, utils.tqdm)
utils.tqdm = silent_tqdm
assert utils.tqdm is silent_tqdm
"""
    subprocess.run([sys.executable, "-c", code], check=True)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_what_is_logged_stands_above_the_bars(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    [handler] = [each for each in logs.root_logger().handlers if getattr(each, "_hf_handler", False)]
    assert isinstance(handler, logging.StreamHandler)
    monkeypatch.setattr(handler, "stream", terminal)
    with bars.tqdm(total=10, ncols=60, desc="Uploading", file=terminal) as bar:
        bar.update(5)
        logs.get_logger("huggingface_hub.test").warning("Something happened.")
        Output("human").warning("Something else did.")

    # What a terminal shows of each line: all that was written since the cursor went back to its beginning.
    lines = [line.rpartition("\r")[2] for line in terminal.getvalue().split("\n")]
    assert "Something happened." in lines
    assert any("Warning: Something else did." in line and "%" not in line for line in lines)
    assert "50%" in lines[-2]
