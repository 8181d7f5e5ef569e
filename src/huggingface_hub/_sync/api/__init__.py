# Generated from src/huggingface_hub/_async/api/__init__.py: edit that file, not this one, then run `python -m codegen`.

"""All operations of the Hub in one client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from huggingface_hub._core.on_demand import with_operations
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient


if TYPE_CHECKING:
    from huggingface_hub._sync.api.access_requests import AccessRequestsApi
    from huggingface_hub._sync.api.collections import CollectionsApi
    from huggingface_hub._sync.api.copies import CopiesApi
    from huggingface_hub._sync.api.datasets import DatasetsApi
    from huggingface_hub._sync.api.discussions import DiscussionsApi
    from huggingface_hub._sync.api.duplication import DuplicationApi
    from huggingface_hub._sync.api.files import FilesApi
    from huggingface_hub._sync.api.inference_catalog import InferenceCatalogApi
    from huggingface_hub._sync.api.job_progress import JobProgressApi
    from huggingface_hub._sync.api.papers import PapersApi
    from huggingface_hub._sync.api.repos import ReposApi
    from huggingface_hub._sync.api.revisions import RevisionsApi
    from huggingface_hub._sync.api.safetensors import SafetensorsApi
    from huggingface_hub._sync.api.scheduled_jobs import ScheduledJobsApi
    from huggingface_hub._sync.api.search import SearchApi
    from huggingface_hub._sync.api.space_settings import SpaceSettingsApi
    from huggingface_hub._sync.api.spaces import SpacesApi
    from huggingface_hub._sync.api.users import UsersApi
    from huggingface_hub._sync.api.verification import VerificationApi
    from huggingface_hub._sync.api.webhooks import WebhooksApi
    from huggingface_hub._sync.auth.api import AuthApi
    from huggingface_hub._sync.download.api import DownloadApi
    from huggingface_hub._sync.upload.api import UploadApi

    class _Operations(
        CopiesApi,
        DuplicationApi,
        SafetensorsApi,
        ReposApi,
        VerificationApi,
        FilesApi,
        RevisionsApi,
        DownloadApi,
        UploadApi,
        DiscussionsApi,
        SearchApi,
        UsersApi,
        AccessRequestsApi,
        CollectionsApi,
        WebhooksApi,
        SpaceSettingsApi,
        SpacesApi,
        JobProgressApi,
        ScheduledJobsApi,
        DatasetsApi,
        PapersApi,
        InferenceCatalogApi,
        AuthApi,
    ): ...

else:

    @with_operations
    class _Operations(HubClient, runtime.RunAsFuture):
        """The same, by a generated table: a module is loaded when one of its methods is first used."""


class HfApi(_Operations):
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


__all__ = ["HfApi"]
