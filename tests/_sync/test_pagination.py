# Generated from tests/_async/test_pagination.py: edit that file, not this one, then run `python -m codegen`.

"""`paginate`: pages of any list, with the token kept where it belongs."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.pagination import paginate


URL = "https://hub.test/api/things"


@respx.mock
def test_pages_follow_each_other() -> None:
    first = respx.get(URL, params={"a": "1"}).mock(
        return_value=httpx.Response(200, json=[1, 2], headers={"link": f'<{URL}?cursor=x>; rel="next"'})
    )
    second = respx.get(URL, params={"cursor": "x"}).mock(return_value=httpx.Response(200, json=[3]))

    items = paginate(URL, params={"a": 1}, headers={"authorization": "Bearer hf_x"})
    with runtime.closing(items):
        assert list(items) == [1, 2, 3]

    for route in (first, second):
        assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
def test_S15_a_page_on_a_foreign_host_is_not_asked_for() -> None:
    respx.get(URL).mock(
        return_value=httpx.Response(200, json=[1], headers={"link": '<https://evil.test/x>; rel="next"'})
    )
    items = paginate(URL, params=[], headers={"authorization": "Bearer hf_x"})
    with runtime.closing(items):
        with pytest.raises(errors.UntrustedURLError):
            list(items)
    assert respx.calls.call_count == 1
