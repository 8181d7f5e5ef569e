"""
What differs from the reference's public surface on purpose: key as `python -m tests.compat.surface` prints it, and why.

An entry that is not needed any more fails the test.
"""

from __future__ import annotations


# Modules that belong to parts not written yet.
MODULES_TO_COME = {
    "fastai_utils": "integrations",
    "hf_file_system": "the file system",
    "hub_mixin": "integrations",
    "repocard": "cards",
    "serialization": "tensors",
    "utils.endpoint_helpers": "it holds type hints of cards",
}

_OURS = "ours, keyword-only: what the reference cannot do"
_LAZY = "the classes are looked up at the call, because httpx is only loaded for a request"
_HTTPX = "httpx is the HTTP library here (docs/architecture.md §1.8); httpx2 is its fork with the same API"
_NO_GRADIO = "works without gradio, where the reference offers a function that says to install it"
_INTERNAL = "passed among the reference's own functions"
_INFERENCE = "comes with inference"
_TYPE_VARIABLE = "a type variable of the reference's own code"

EXCUSED = {
    "_commit_api.CommitOperationAdd:fields": "two more private fields, without a part in `repr` or `==`",
    "_inference_endpoints.InferenceEndpoint:properties": _INFERENCE,
    "_snapshot_download.snapshot_download(max_bandwidth)": _OURS,
    "_snapshot_download.snapshot_download(on_event)": _OURS,
    "_snapshot_download.snapshot_download(prefer_cache)": _OURS,
    "constants.HF_HUB_DISABLE_UPDATE_CHECK:value": "it was measured with the variable set; unset, it is False there, too",
    "file_download._CACHED_NO_EXIST:type": "a singleton with a readable `repr`, that survives pickling",
    "file_download.hf_hub_download(max_bandwidth)": _OURS,
    "file_download.hf_hub_download(on_event)": _OURS,
    "file_download.hf_hub_download(prefer_cache)": _OURS,
    "file_download.http_get(_nb_retries)": _INTERNAL,
    "file_download.http_get(_tqdm_bar)": _INTERNAL,
    "hf_api.CallableT": _TYPE_VARIABLE,
    "hf_api.CommitInfo:fields": "one more, `skipped`: files that could not be read, and were left out because that was allowed",
    "hf_api.HfApi(proxy)": _OURS,
    "hf_api.HfApi(timeouts)": _OURS,
    "hf_api.HfApi(verify)": _OURS,
    "hf_api.R": _TYPE_VARIABLE,
    "hf_api.User:fields": "`orgs` has the default that the reference fills in when it reads an answer",
    "_webhooks_server.WebhooksServer(args)": _NO_GRADIO,
    "_webhooks_server.WebhooksServer(kwargs)": _NO_GRADIO,
    "_webhooks_server.WebhooksServer(ui)": _NO_GRADIO,
    "_webhooks_server.WebhooksServer(webhook_secret)": _NO_GRADIO,
    "_webhooks_server.WebhooksServer:kind": _NO_GRADIO,
    "hf_api.WebhookInfo:fields": "`repr` does not show the secret",
    "utils._detect_agent.detect_agent(environ)": "ours: another environment than the process's, for tests",
    "utils._fixes.yaml_dump:type": "a function instead of a `functools.partial`, so that importing it loads no YAML",
    "utils._http.ASYNC_CLIENT_FACTORY_T:value": _HTTPX,
    "utils._http.CLIENT_FACTORY_T:value": _HTTPX,
    "utils._http.http_backoff(retry_on_exceptions)": _LAZY,
    "utils._http.http_stream_backoff(retry_on_exceptions)": _LAZY,
    "utils.tqdm.HF_HUB_DISABLE_PROGRESS_BARS": "a copy of the constant that nothing would read",
}
