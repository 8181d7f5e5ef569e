"""Pagination steps."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import pages
from huggingface_hub.errors import UntrustedURLError


HUB = "https://huggingface.co"


def test_the_next_page_is_followed_until_there_is_none() -> None:
    pager = pages.Pager(f"{HUB}/api/models", HUB)

    assert pager.next(f'<{HUB}/api/models?cursor=a>; rel="next"') == f"{HUB}/api/models?cursor=a"
    assert pager.next('</api/models?cursor=b>; rel="next"') == f"{HUB}/api/models?cursor=b"
    assert pager.next(None) is None


def test_R17_a_link_to_a_page_that_was_read_ends_with_an_error() -> None:
    pager = pages.Pager(f"{HUB}/api/models", HUB)
    pager.next(f'<{HUB}/api/models?cursor=a>; rel="next"')

    with pytest.raises(UntrustedURLError, match="already read"):
        pager.next(f'<{HUB}/api/models?cursor=a>; rel="next"')


def test_S15_a_link_to_a_foreign_host_is_refused() -> None:
    pager = pages.Pager(f"{HUB}/api/models", HUB)

    with pytest.raises(UntrustedURLError, match=r"evil\.example"):
        pager.next('<https://evil.example/api/models?cursor=a>; rel="next"')


def test_links_of_the_public_hub_are_rewritten_for_a_mirror() -> None:
    pager = pages.Pager("https://mirror.example/api/models", "https://mirror.example")

    assert pager.next(f'<{HUB}/api/models?cursor=a>; rel="next"') == "https://mirror.example/api/models?cursor=a"


def test_several_links_and_attributes_are_told_apart() -> None:
    header = '<https://a/x?y=1,2>; title="a, b"; rel=prev, <https://a/z>; rel="next last"'

    assert pages.parse_links(header) == {"prev": "https://a/x?y=1,2", "next": "https://a/z", "last": "https://a/z"}


@given(st.text(max_size=300))
def test_any_header_is_read_without_trouble(text: str) -> None:
    pages.parse_links(text)
