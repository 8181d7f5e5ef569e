"""`paginate`: pages of any list, with the token kept where it belongs."""

from __future__ import annotations

import httpx
import pytest
import respx

from huggingface_hub import errors
from huggingface_hub._async.pagination import paginate
from huggingface_hub._runtime import aio as runtime


URL = "https://hub.test/api/things"


@respx.mock
async def test_pages_follow_each_other() -> None:
    first = respx.get(URL, params={"a": "1"}).mock(
        return_value=httpx.Response(200, json=[1, 2], headers={"link": f'<{URL}?cursor=x>; rel="next"'})
    )
    second = respx.get(URL, params={"cursor": "x"}).mock(return_value=httpx.Response(200, json=[3]))

    items = paginate(URL, params={"a": 1}, headers={"authorization": "Bearer hf_x"})
    async with runtime.closing(items):
        assert [item async for item in items] == [1, 2, 3]

    for route in (first, second):
        assert route.calls.last.request.headers["authorization"] == "Bearer hf_x"


@respx.mock
async def test_S15_a_page_on_a_foreign_host_is_not_asked_for() -> None:
    respx.get(URL).mock(
        return_value=httpx.Response(200, json=[1], headers={"link": '<https://evil.test/x>; rel="next"'})
    )
    items = paginate(URL, params=[], headers={"authorization": "Bearer hf_x"})
    async with runtime.closing(items):
        with pytest.raises(errors.UntrustedURLError):
            [item async for item in items]
    assert respx.calls.call_count == 1
