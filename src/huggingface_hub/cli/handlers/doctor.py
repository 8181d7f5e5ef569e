"""`hf doctor`: what keeps this machine from working with the Hub, one line for each thing that was tried."""

from __future__ import annotations

import os
import shutil
import ssl
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex
from time import perf_counter

import click

from huggingface_hub import constants
from huggingface_hub._core import packages, redact, tokens
from huggingface_hub._lazy import errors
from huggingface_hub.cli import options, values
from huggingface_hub.cli.output import Output, Row


OK, WARNING, FAILURE = "ok", "warning", "failure"
LITTLE_SPACE = 10e9
PATIENCE = 10.0
ANSWERS = " answers "
CA_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
IGNORED_CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
REMOTE_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "lustre", "gpfs", "beegfs", "fuse.sshfs", "9p", "ceph"})


def doctor(out: Output, *, token: str | None) -> None:
    """Try everything; a failure is a failure of the command."""
    rows = list(examine(token))
    out.table(rows, ("check", "status", "detail"), id_key="check")
    failed = [row["check"] for row in rows if row["status"] == FAILURE]
    if failed:
        out.error("Not in order: " + ", ".join(failed))
        click.get_current_context().exit(1)


def examine(token: str | None) -> Iterator[Row]:
    """One row after the other. An examination that itself fails is a finding, too.

    What can't work because of something that was found before is not tried: one cause is one failure.
    """
    examinations: tuple[tuple[str, str | None, Callable[[], tuple[str, str]]], ...] = (
        ("endpoint", None, endpoint),
        ("proxy", None, proxy),
        ("certificates", None, certificates),
        ("token", None, lambda: login(token, reachable=bool(answers))),
        ("cache folder", None, writable),
        ("cache space", "cache folder", space),
        ("cache symlinks", "cache folder", symlinks),
        ("cache locks", "cache folder", locks),
        ("xet", None, xet),
    )
    failed: set[str] = set()
    answers: list[str] = []
    for name, needed, examination in examinations:
        try:
            if needed in failed:
                status, detail = WARNING, f"not tried, because of: {needed}"
            else:
                status, detail = examination()
        except Exception as error:
            status, detail = FAILURE, redact.text(f"{type(error).__name__}: {error}")
        if status == FAILURE:
            failed.add(name)
        if name == "endpoint" and (status != FAILURE or ANSWERS in detail):
            answers.append(detail)
        yield {"check": name, "status": status, "detail": detail}


def endpoint() -> tuple[str, str]:
    """Whether the Hub answers, and how fast."""
    address = redact.url(constants.ENDPOINT)
    if constants.is_offline_mode():
        return WARNING, f"{address}: not tried, HF_HUB_OFFLINE switches all requests off"
    from huggingface_hub._core import retry

    began = perf_counter()
    api = options.hub()
    try:
        answer = api.send(
            "GET", "/api/models", params={"limit": 1}, token=False, timeout=PATIENCE, retry=retry.NONE, check=False
        )
    except errors.UntrustedURLError:
        return FAILURE, f"HF_ENDPOINT is no http(s) address: {address}"
    except errors.TransportError as error:
        return FAILURE, f"{address} can't be reached{_through()}: {redact.text(_reason(error))}"
    except OSError as error:
        # Before anything was sent: what certificates are read from.
        return FAILURE, f"{address} was not asked: {error.strerror or error}. See certificates below"
    took = perf_counter() - began
    if answer.status_code >= 400:
        return FAILURE, f"{address}{ANSWERS}with status {answer.status_code}. Is HF_ENDPOINT right?"
    return OK, f"{address}{ANSWERS}in {took * 1000:.0f} ms"


def _reason(error: Exception) -> str:
    """What went wrong, in one line, and without the number that the operating system gives it."""
    text = (str(error) or type(error).__name__).partition("\n")[0]
    return text.partition("] ")[2] if text.startswith("[Errno") else text


def _through() -> str:
    used = _proxy_in_use()
    return f" through the proxy {redact.url(used)} (is that right?)" if used else ""


def _proxy_in_use() -> str | None:
    """The proxy that requests to the Hub go through, by environment and system settings."""
    found = urllib.request.getproxies()
    used = found.get(constants.ENDPOINT.partition(":")[0]) or found.get("all")
    return used if used and not urllib.request.proxy_bypass(constants.ENDPOINT.partition("://")[2]) else None


def proxy() -> tuple[str, str]:
    """Which proxy requests go through. Environment and system settings, as HTTP clients read them."""
    found = urllib.request.getproxies()
    scheme = constants.ENDPOINT.partition(":")[0]
    used = found.get(scheme) or found.get("all")
    host = constants.ENDPOINT.partition("://")[2]
    if not used:
        return OK, "none"
    if urllib.request.proxy_bypass(host):
        return OK, f"{redact.url(used)}, but not for {host} (NO_PROXY)"
    return OK, redact.url(used)


def certificates() -> tuple[str, str]:
    """Which authorities are trusted, and whether they can be read."""
    for name in CA_VARIABLES:
        value = os.environ.get(name)
        if not value:
            continue
        if not Path(value).exists():
            return FAILURE, f"{name} names {value}, which does not exist"
        if name == "SSL_CERT_FILE":
            ssl.create_default_context(cafile=value)
        return OK, f"{value} ({name})"
    ignored = [name for name in IGNORED_CA_VARIABLES if os.environ.get(name)]
    if ignored:
        return WARNING, f"{ignored[0]} is not read: set SSL_CERT_FILE instead"
    return OK, "the usual ones"


def login(token: str | None, *, reachable: bool = True) -> tuple[str, str]:
    """Where the token comes from, and whose it is."""
    try:
        found = token or tokens.is_there()
    except errors.OIDCError as error:
        return FAILURE, str(error)
    if not found:
        return WARNING, "none: private and gated repositories can't be read. Log in with: hf auth login"
    variable = tokens.environment_name()
    source = f"{variable} in the environment" if variable else f"the file {constants.HF_TOKEN_PATH}"
    if token:
        source = "--token"
    elif os.environ.get("HF_OIDC_RESOURCE"):
        source = "the identity of this CI (HF_OIDC_RESOURCE)"
    if constants.is_offline_mode():
        return WARNING, f"from {source}; not tried, requests are switched off"
    if not reachable:
        return WARNING, f"from {source}; not tried, the Hub can't be reached"
    try:
        name = options.hub(token).whoami().get("name")
    except errors.OIDCError as error:
        return FAILURE, str(error)
    except errors.HfHubHTTPError as error:
        status = getattr(error.response, "status_code", None)
        return FAILURE, f"from {source}: the Hub does not accept it (status {status})"
    return OK, f"from {source}, of {name}"


def writable() -> tuple[str, str]:
    """Whether files can be written to the cache."""
    try:
        folder = cache()
        probe = folder / f".doctor-{token_hex(4)}"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        reason = error.strerror or str(error)
        return FAILURE, (
            f"{constants.HF_HUB_CACHE} can't be written to: {reason}. Set HF_HOME or HF_HUB_CACHE to a folder of yours"
        )
    return OK, str(folder)


def space() -> tuple[str, str]:
    """How much room there is."""
    free = shutil.disk_usage(cache()).free
    if free < LITTLE_SPACE:
        return WARNING, f"{values.size(free)} free: make room with `hf cache prune` or `hf cache gc`"
    return OK, f"{values.size(free)} free"


def symlinks() -> tuple[str, str]:
    """Whether the cache can share files between revisions."""
    if constants.HF_HUB_DISABLE_SYMLINKS:
        return (
            WARNING,
            "switched off by HF_HUB_DISABLE_SYMLINKS: files that revisions share take their space several times",
        )
    probe = cache() / f".doctor-{token_hex(4)}"
    try:
        os.symlink("target", probe)
    except OSError:
        return WARNING, "not possible here: files that revisions share take their space several times"
    probe.unlink()
    return OK, "work"


def locks() -> tuple[str, str]:
    """Whether a lock that one process holds keeps another one out: volumes without locks say yes to everybody."""
    from filelock import FileLock

    folder = cache() / ".locks"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".doctor-{token_hex(4)}.lock"
    try:
        with FileLock(path):
            kept_out = _second_process_is_kept_out(path)
    finally:
        path.unlink(missing_ok=True)
    kind = file_system(folder)
    if not kept_out:
        return FAILURE, (
            f"a second process got a lock that was held (file system: {kind or 'unknown'}): downloads at the same time may"
            " damage the cache. Put HF_HUB_CACHE on a local disk"
        )
    if kind in REMOTE_FILE_SYSTEMS:
        return WARNING, f"work on this machine, but on {kind} they may not keep out other machines"
    return OK, "work" + (f" (file system: {kind})" if kind else "")


_TRY_LOCK = (
    "import sys\n"
    "from filelock import FileLock, Timeout\n"
    "try:\n"
    "    FileLock(sys.argv[1]).acquire(timeout=0)\n"
    "except Timeout:\n"
    "    print('kept out')\n"
)


def _second_process_is_kept_out(path: Path) -> bool:
    from huggingface_hub._runtime import blocking as runtime

    finished = runtime.run_process([sys.executable, "-c", _TRY_LOCK, str(path)], timeout=PATIENCE * 2)
    if finished.returncode != 0:
        raise RuntimeError("the second process did not run")
    return finished.stdout.strip() in (b"kept out", "kept out")


def file_system(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str | None:
    """Kind of the file system that a folder is on, where the operating system tells."""
    if not mounts.is_file():
        return None
    best, kind = "", None
    place = str(folder.resolve())
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        parts = line.split(" ")
        if len(parts) < 3:
            continue
        point = parts[1].replace("\\040", " ")
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, parts[2]
    return kind


def xet() -> tuple[str, str]:
    """Whether transfers go through Xet, and why not."""
    usage = packages.xet_usage()
    if not packages.is_xet_available():
        return OK, usage
    from huggingface_hub._runtime.xet import session

    try:
        with session.use():
            pass
    except errors.XetDownloadError as error:
        return WARNING, f"{error}. Transfers go over HTTP; set HF_HUB_DISABLE_XET=1 to say so"
    return OK, usage


def cache() -> Path:
    """The cache folder, which is made if it is missing."""
    folder = Path(constants.HF_HUB_CACHE).expanduser()
    folder.mkdir(parents=True, exist_ok=True)
    return folder
