"""What an Inference Endpoint is asked to be."""

from __future__ import annotations

from typing import Any

import pytest

from huggingface_hub._core import inference_endpoints as rules
from huggingface_hub.types.inference_endpoints import InferenceEndpointScalingMetric, hardware_of


SERVICE = "https://api.endpoints.huggingface.cloud/v2"


@pytest.mark.parametrize(
    ("custom", "user", "password", "image"),
    [
        (None, None, None, {"huggingface": {}}),
        ({"url": "u", "health_route": "/h"}, None, None, {"custom": {"url": "u", "health_route": "/h"}}),
        ({"vLLM": {"url": "u"}}, None, None, {"vLLM": {"url": "u"}}),
        ({"url": "u"}, "n", "p", {"custom": {"url": "u", "credentials": {"username": "n", "password": "p"}}}),
        ({"custom": {"url": "u"}}, "n", None, {"custom": {"url": "u", "credentials": {"username": "n"}}}),
    ],
)
def test_images(custom: dict[str, Any] | None, user: str | None, password: str | None, image: dict[str, Any]) -> None:
    assert rules.image_of(custom, user, password) == image


def test_credentials_stay_out_of_the_callers_image() -> None:
    given = {"custom": {"url": "u"}}

    rules.image_of(given, "n", "p")

    assert given == {"custom": {"url": "u"}}


@pytest.mark.parametrize(
    ("custom", "user", "password", "message"),
    [
        (None, "n", None, "need a `custom_image`"),
        ({"url": "u"}, None, "p", "pass `container_registry_username` too"),
        ({"vLLM": {"url": "u"}}, "n", None, "Only an image with a `url`"),
    ],
)
def test_credentials_without_an_image_for_them(
    custom: dict[str, Any] | None, user: str | None, password: str | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        rules.image_of(custom, user, password)


def test_parallelism_is_a_setting_of_the_engine() -> None:
    assert rules.in_parallel({"vLLM": {"url": "u"}}, 2, 3) == {
        "vLLM": {"url": "u", "tensorParallelSize": 2, "dataParallelSize": 3}
    }
    assert rules.in_parallel({"sGLang": {}, "custom": None}, 2, None) == {"sGLang": {"tensorParallelSize": 2}}


def test_parallelism_that_the_engine_does_not_know() -> None:
    with pytest.warns(UserWarning, match="`data_parallel_size` means nothing to the image 'sGLang'"):
        rules.in_parallel({"sGLang": {}}, None, 2)
    with pytest.raises(ValueError, match="one engine"):
        rules.in_parallel({}, 2, None)


def test_credentials_are_not_lost_in_a_change() -> None:
    with pytest.raises(ValueError, match="registry credentials"):
        rules.current_image("ep", {"model": {"image": {"custom": {"url": "u", "credentials": {"username": "n"}}}}})


def test_scaling() -> None:
    assert rules.measure(None, None) is None
    assert rules.measure(InferenceEndpointScalingMetric.HARDWARE_USAGE, 80) == {"hardwareUsage": 80}
    with pytest.raises(ValueError, match="requires `scaling_metric`"):
        rules.measure(None, 2)


def test_private_links() -> None:
    assert rules.private_service("a", "us-east-1", None) == {"accountId": "a", "region": "us-east-1"}
    with pytest.raises(ValueError, match="`private_link_region` too"):
        rules.private_service("a", None, None)
    with pytest.warns(FutureWarning, match="`account_id` is ignored"):
        assert rules.private_service(None, None, "a") is None


def test_what_there_is_no_more() -> None:
    with pytest.raises(ValueError, match="type='authenticated'"):
        rules.creation(
            "ep",
            compute={},
            scaling={},
            model={},
            image={},
            provider={},
            kind="protected",
            private_service=None,
            route_=None,
            cache_http_responses=None,
            tags=None,
        )


def test_a_name_stays_one_part_of_the_address() -> None:
    assert rules.route("me", "a/b?c", "pause") == f"{SERVICE}/endpoint/me/a%2Fb%3Fc/pause"
    with pytest.raises(ValueError, match="Not the name"):
        rules.route("me", "..")


@pytest.mark.parametrize(
    ("url", "raw", "sent"),
    [
        ("https://x.us-east-1.aws.endpoints.huggingface.cloud/health", {"type": "authenticated"}, True),
        ("https://x.endpoints.huggingface.cloud/health", {"type": "public"}, False),
        ("http://x.endpoints.huggingface.cloud/health", {"type": "authenticated"}, False),
        ("https://evil.example/.endpoints.huggingface.cloud", {"type": "authenticated"}, False),
        ("https://endpoints.huggingface.cloud.evil.example/", {"type": "authenticated"}, False),
        ("https://model.example/health", {"type": "authenticated", "route": {"domain": "model.example"}}, True),
        ("https:///health", {"type": "authenticated"}, False),
    ],
)
def test_who_gets_the_token(url: str, raw: dict[str, Any], sent: bool) -> None:
    assert rules.may_send_token(url, raw) is sent


@pytest.mark.parametrize(
    ("url", "route"), [("https://x", "/health"), ("https://x/", "health"), ("https://x", "health")]
)
def test_where_an_endpoint_says_that_it_is_well(url: str, route: str) -> None:
    assert rules.health_url(url, route) == "https://x/health"


def test_machines_are_one_list() -> None:
    machine = {
        "id": "i",
        "accelerator": "gpu",
        "instanceType": "t",
        "instanceSize": "x1",
        "architecture": "a",
        "numAccelerators": 1,
        "memoryGb": 1.5,
        "pricePerHour": 0.5,
        "status": "available",
        "quota": {"maxAccelerators": 4, "usedAccelerators": 0},
    }
    regions = [{"name": "eu", "computes": [machine]}, {"name": "us", "computes": [machine]}]

    found = hardware_of({"vendors": [{"name": "aws", "regions": regions}]})

    assert [(each.vendor, each.region, each.num_cpus, each.max_accelerators) for each in found] == [
        ("aws", "eu", None, 4),
        ("aws", "us", None, 4),
    ]
