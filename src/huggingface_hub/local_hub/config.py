"""What a local Hub can be told at start."""

from __future__ import annotations

from dataclasses import dataclass


MB = 1_000_000
MIB = 1024 * 1024

REPO_TYPES = ("model", "dataset", "space", "kernel")
PLURALS = {"models": "model", "datasets": "dataset", "spaces": "space", "kernels": "kernel"}
WEB_PREFIXES = {"model": "", "dataset": "datasets/", "space": "spaces/", "kernel": "kernels/", "bucket": "buckets/"}


@dataclass(frozen=True)
class HubConfig:
    """
    The limits and addresses of one local Hub.

    Attributes:
        cdn_url: Where LFS objects can be fetched instead of from this server, as `<cdn_url>/<aa>/<bb>/<sha256>`.
        lfs_threshold: Files above this size go to the object store; regular files above it are refused.
        multipart_threshold: LFS objects above this size are uploaded in parts when the client can.
        part_size: Size of one part of a multipart upload, in bytes.
        url_lifetime: Seconds during which a signed URL is accepted.
        max_body: Largest JSON body that is read into memory, in bytes.
        max_commit: Largest commit request, in bytes.
        webhooks_anywhere: Whether webhooks may call other machines than this one.
        webhook_pause: Seconds before a failed delivery is tried again; doubled each time.
        xet: Whether files can be had and sent through Xet too.
        xet_token_lifetime: Seconds during which an access token of the Xet routes is accepted.
        device_interval: Seconds that a program that waits for someone to log in shall leave between its questions.
    """

    cdn_url: str | None = None
    lfs_threshold: int = 10 * MB
    multipart_threshold: int = 64 * MIB
    part_size: int = 16 * MIB
    url_lifetime: int = 3600
    max_body: int = 32 * MIB
    max_commit: int = 2048 * MIB
    webhooks_anywhere: bool = False
    webhook_pause: float = 1.0
    xet: bool = True
    xet_token_lifetime: int = 3600
    device_interval: int = 5
