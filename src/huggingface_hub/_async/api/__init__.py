"""All operations of the Hub in one client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._async.client import AsyncHubClient
from huggingface_hub._core.on_demand import with_operations
from huggingface_hub._runtime import aio as runtime


if TYPE_CHECKING:
    from huggingface_hub._async.api.access_requests import AsyncAccessRequestsApi
    from huggingface_hub._async.api.collections import AsyncCollectionsApi
    from huggingface_hub._async.api.copies import AsyncCopiesApi
    from huggingface_hub._async.api.datasets import AsyncDatasetsApi
    from huggingface_hub._async.api.discussions import AsyncDiscussionsApi
    from huggingface_hub._async.api.duplication import AsyncDuplicationApi
    from huggingface_hub._async.api.files import AsyncFilesApi
    from huggingface_hub._async.api.inference_catalog import AsyncInferenceCatalogApi
    from huggingface_hub._async.api.job_progress import AsyncJobProgressApi
    from huggingface_hub._async.api.papers import AsyncPapersApi
    from huggingface_hub._async.api.repos import AsyncReposApi
    from huggingface_hub._async.api.revisions import AsyncRevisionsApi
    from huggingface_hub._async.api.safetensors import AsyncSafetensorsApi
    from huggingface_hub._async.api.scheduled_jobs import AsyncScheduledJobsApi
    from huggingface_hub._async.api.search import AsyncSearchApi
    from huggingface_hub._async.api.space_settings import AsyncSpaceSettingsApi
    from huggingface_hub._async.api.spaces import AsyncSpacesApi
    from huggingface_hub._async.api.users import AsyncUsersApi
    from huggingface_hub._async.api.verification import AsyncVerificationApi
    from huggingface_hub._async.api.webhooks import AsyncWebhooksApi
    from huggingface_hub._async.auth.api import AsyncAuthApi
    from huggingface_hub._async.download.api import AsyncDownloadApi
    from huggingface_hub._async.upload.api import AsyncUploadApi

    class _AsyncOperations(
        AsyncCopiesApi,
        AsyncDuplicationApi,
        AsyncSafetensorsApi,
        AsyncReposApi,
        AsyncVerificationApi,
        AsyncFilesApi,
        AsyncRevisionsApi,
        AsyncDownloadApi,
        AsyncUploadApi,
        AsyncDiscussionsApi,
        AsyncSearchApi,
        AsyncUsersApi,
        AsyncAccessRequestsApi,
        AsyncCollectionsApi,
        AsyncWebhooksApi,
        AsyncSpaceSettingsApi,
        AsyncSpacesApi,
        AsyncJobProgressApi,
        AsyncScheduledJobsApi,
        AsyncDatasetsApi,
        AsyncPapersApi,
        AsyncInferenceCatalogApi,
        AsyncAuthApi,
    ): ...

else:

    @with_operations
    class _AsyncOperations(AsyncHubClient, runtime.RunAsFuture):
        """The same, by a generated table: a module is loaded when one of its methods is first used."""


class AsyncHfApi(_AsyncOperations):
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
