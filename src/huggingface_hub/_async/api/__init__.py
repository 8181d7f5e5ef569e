"""All operations of the Hub in one client."""

from __future__ import annotations

from huggingface_hub._async.api.discussions import AsyncDiscussionsApi
from huggingface_hub._async.api.files import AsyncFilesApi
from huggingface_hub._async.api.repos import AsyncReposApi
from huggingface_hub._async.api.revisions import AsyncRevisionsApi
from huggingface_hub._async.api.search import AsyncSearchApi
from huggingface_hub._async.api.users import AsyncUsersApi
from huggingface_hub._async.api.verification import AsyncVerificationApi
from huggingface_hub._async.auth.api import AsyncAuthApi
from huggingface_hub._async.download.api import AsyncDownloadApi
from huggingface_hub._async.upload.api import AsyncUploadApi


class AsyncHfApi(
    AsyncReposApi,
    AsyncVerificationApi,
    AsyncFilesApi,
    AsyncRevisionsApi,
    AsyncDownloadApi,
    AsyncUploadApi,
    AsyncDiscussionsApi,
    AsyncSearchApi,
    AsyncUsersApi,
    AsyncAuthApi,
):
    """
    The Hub: every operation, as a method.

    Creating one costs nothing, and there is nothing to close: connections are shared by all clients with the same options.

    Args:
        endpoint: Address of the Hub; `HF_ENDPOINT` or the public Hub by default.
        token: A token, `True` to insist on the stored one, `False` for none; `None` takes the stored one if there is one.
        library_name: Names the program in the `user-agent`.
        library_version: Its version.
        user_agent: More for the `user-agent`, as text or as a mapping of names to versions.
        headers: Sent with every request to the Hub; they replace what the client would send.
        verify: `False` to accept any certificate, a path to a CA bundle, or an SSL context.
        proxy: Address of a proxy; those of the environment by default.
        timeouts: Bounds on waiting.
    """


__all__ = ["AsyncHfApi"]
