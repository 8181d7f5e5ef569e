"""Ctrl-C ends a download over the lane within a second, in both colours, and what came is kept."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pytest

from tests.runtime.test_fork import run as run_script


pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals to a thread")

SCRIPT = """
    import signal, time
    from huggingface_hub import aio as hub_aio, constants, hf_hub_download, snapshot_download
    from tests.support import fault_server as faults

    constants.HF_HUB_CACHE = sys.argv[1]
    DATA = os.urandom(3_000_000)
    seconds = []

    begun = threading.Event()

    def stall(after):
        def fault(connection, ask, file):
            begun.set()
            return faults.stall(after)(connection, ask, file)

        return fault

    def interrupt():
        begun.wait()
        time.sleep(0.5)  # for what was sent to arrive
        seconds.append(time.monotonic())
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

    with faults.FaultHub({"model.bin": DATA, "a.txt": b"a" * 5000, "b.txt": b"b"}) as hub:
        hub.script("model.bin", then=stall(2_000_000))
        hub.script("a.txt", then=stall(10))
        threading.Thread(target=interrupt).start()
        try:
            if sys.argv[2] == "file":
                CALL = {"repo_id": faults.REPO, "filename": "model.bin", "endpoint": hub.url}
                FUNCTION = "hf_hub_download"
            else:
                CALL = {"repo_id": faults.REPO, "allow_patterns": "*.txt", "endpoint": hub.url}
                FUNCTION = "snapshot_download"
            if sys.argv[3] == "aio":
                async def main():
                    await getattr(hub_aio, FUNCTION)(**CALL)
                asyncio.run(main())
            else:
                {"hf_hub_download": hf_hub_download, "snapshot_download": snapshot_download}[FUNCTION](**CALL)
        except KeyboardInterrupt:
            print(f"stopped after {time.monotonic() - seconds[0]:.2f} s")
    print([thread.name for thread in threading.enumerate() if "hash" in thread.name])
"""


@pytest.mark.parametrize("colour", ["aio", "blocking"])
@pytest.mark.parametrize("what", ["file", "snapshot"])
def test_I11_ctrl_c_ends_it_within_a_second(tmp_path: Path, what: str, colour: str) -> None:
    stopped, threads = run_script(textwrap.dedent(SCRIPT), str(tmp_path), what, colour).splitlines()

    assert float(stopped.split()[2]) < 1
    assert threads == "[]"
    if what == "file":
        assert len(list(tmp_path.rglob("*.incomplete"))) == 1
    else:
        assert [path.name for path in tmp_path.rglob("snapshots/*/*")] == ["b.txt"]
