# Generated from src/huggingface_hub/_async/upload/lane.py: edit that file, not this one, then run `python -m codegen`.

"""What goes to the storage by the fast lane: files on this machine, as long as everything goes well."""

from __future__ import annotations

from collections.abc import Sequence

from huggingface_hub import constants
from huggingface_hub._core import trust
from huggingface_hub._core.upload import lfs, transfers
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._runtime.lane import route
from huggingface_hub._runtime.lane.put import PutJob, Puts
from huggingface_hub._sync.client import HubClient
from huggingface_hub.types.http import FileSlice


def send_parts(client: HubClient, state: transfers.Transfer, *, connections: int) -> None:
    """
    Send the parts of a file that are missing. Those that don't arrive at the first attempt stay missing.

    Raises:
        UntrustedURLError: An address leads where none must.
        UploadProtocolError: The storage takes a part without a receipt.
    """
    if state.path is None:
        return

    def job(part: lfs.Part) -> PutJob:
        def arrived(etag: str | None) -> None:
            receipt = lfs.check_etag(part.number, etag)
            state.note_receipt(part, receipt)
            state.acknowledge(part, receipt)

        assert state.path is not None
        return PutJob(part.url, FileSlice(state.path, part.offset, part.length), arrived, state.show)

    _send(client, [job(part) for part in state.missing()], connections, many=False)


def send_files(client: HubClient, states: Sequence[transfers.Transfer], *, connections: int) -> None:
    """Send files that go in one piece. Those that don't arrive at the first attempt are not marked as sent."""

    def job(state: transfers.Transfer) -> PutJob:
        def arrived(etag: str | None) -> None:
            state.sent = True

        assert state.path is not None
        return PutJob(state.plan.upload.href, FileSlice(state.path, 0, state.size), arrived, state.show)

    # What is wrong with an address is for the patient way to say, about its file.
    good = [state for state in states if state.is_trusted(client.endpoint)]
    small = [job(state) for state in good if state.size <= transfers.SMALL]
    _send(client, small, min(constants.FAST_LANE_SMALL_CONNECTIONS, connections * 6), many=True)
    _send(client, [job(state) for state in good if state.size > transfers.SMALL], connections, many=False)


def _send(client: HubClient, jobs: Sequence[PutJob], connections: int, *, many: bool) -> None:
    if not connections:
        return
    by_origin: dict[trust.Origin, list[PutJob]] = {}
    for job in jobs:
        trust.check_object_url(job.url, client.endpoint, transfers.ADDRESS)
        by_origin.setdefault(trust.origin(job.url), []).append(job)
    for of_origin in by_origin.values():
        url = of_origin[0].url
        if runtime.to_thread(route.is_open, client.http_options, url):
            template = client.prepare(url, token=False, timeout=client.timeouts.patient(transfers.SLOW), method="PUT")
            puts = Puts(template, of_origin, options=client.http_options, connections=connections, many=many)
            runtime.to_thread(puts.run)
