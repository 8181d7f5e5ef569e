"""What a job is asked to be."""

from __future__ import annotations

import contextlib
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from huggingface_hub._core import jobs
from huggingface_hub.types.jobs import (
    JobAccelerator,
    JobDurations,
    JobHardwareInfo,
    JobInfo,
    JobNetwork,
    ScheduledJobInfo,
    ScheduledJobStatus,
)
from huggingface_hub.types.spaces import Volume


OWNER = {"id": "o", "name": "me", "type": "user"}
NOTHING: dict[str, Any] = dict.fromkeys(
    "env secrets flavor timeout attempts labels volumes expose expose_public resource_group_id".split()
)


def spec(**changes: Any) -> dict[str, Any]:
    return jobs.create_spec(**{"image": "python:3.12", "command": ["x"], **NOTHING, **changes})


def test_a_plain_job() -> None:
    assert spec() == {
        "command": ["x"],
        "arguments": [],
        "environment": {},
        "flavor": "cpu-basic",
        "dockerImage": "python:3.12",
    }


@pytest.mark.parametrize(
    ("argument", "body"),
    [
        ({"env": {"A": "1"}}, {"environment": {"A": "1"}}),
        ({"secrets": {"S": "x"}}, {"secrets": {"S": "x"}}),
        ({"flavor": "t4-small"}, {"flavor": "t4-small"}),
        ({"timeout": "5m"}, {"timeoutSeconds": 300}),
        ({"attempts": 3}, {"attempts": 3}),
        ({"labels": {"a": "b"}}, {"labels": {"a": "b"}}),
        (
            {"volumes": [Volume(type="bucket", source="a/b", mount_path="/x", read_only=True)]},
            {"volumes": [{"type": "bucket", "source": "a/b", "mountPath": "/x", "readOnly": True}]},
        ),
        ({"expose": [1], "expose_public": [2, 1]}, {"expose": {"ports": [1, 2], "portsPublic": [2, 1]}}),
        ({"expose_public": [8000]}, {"expose": {"ports": [8000], "portsPublic": [8000]}}),
        ({"ssh": True}, {"ssh": {"enabled": True}}),
        ({"network_group": "g"}, {"network": {"group": "g"}}),
        ({"network_group": "g", "network_aliases": ["a"]}, {"network": {"group": "g", "aliases": ["a"]}}),
        ({"resource_group_id": "r"}, {"resourceGroupId": "r"}),
        ({"secrets": {}, "labels": {}, "volumes": [], "expose": [], "expose_public": []}, {}),
    ],
)
def test_what_is_asked_for(argument: dict[str, Any], body: dict[str, Any]) -> None:
    assert spec(**argument) == {**spec(), **body}


@pytest.mark.parametrize("host", ["https://huggingface.co", "https://hf.co", "huggingface.co", "hf.co"])
def test_the_image_of_a_space(host: str) -> None:
    found = spec(image=f"{host}/spaces/user/name")

    assert found["spaceId"] == "user/name"
    assert "dockerImage" not in found


def test_aliases_need_a_group() -> None:
    with pytest.raises(ValueError, match="give both"):
        spec(network_aliases=["a"])


def test_a_command_is_a_list() -> None:
    with pytest.raises(TypeError, match=r"\['python', '-V'\]"):
        spec(command="python -V")


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [(300, 300), (300.7, 300), ("300", 300), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("1d", 86400), ("5 m", 300)],
)
def test_durations(duration: float | str, seconds: int) -> None:
    assert jobs.seconds(duration) == seconds


@pytest.mark.parametrize("duration", ["", "m", "abc", "5M", "10w", "-5", "0", 0, -1, float("nan"), float("inf"), "1e3"])
def test_what_is_no_duration(duration: float | str) -> None:
    with pytest.raises(ValueError, match="Not a duration"):
        jobs.seconds(duration)


@given(st.text())
def test_no_text_is_a_strange_duration(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert jobs.seconds(text) >= 1


# --- Names. The digests are those that the reference makes. ---


@pytest.mark.parametrize(
    ("image", "command", "name"),
    [
        ("python:3.12", ["echo", "1"], "python-3-12-4c22aceb"),
        ("ghcr.io/a/b-c:tag@sha256:ab", ["x"], "b-c-tag-sha256-ab-c3be82d0"),
        ("https://huggingface.co/spaces/a/Üb_c", ["x"], "a--b_c-9c1e226e"),
        ("hf.co/spaces/user/my space", [], "user-my-space-9b800ba6"),
        ("a/b/", ["x"], "b-980fe90e"),
    ],
)
def test_a_job_is_named_after_its_image(image: str, command: list[str], name: str) -> None:
    assert jobs.name_of_image(image, command) == name


@pytest.mark.parametrize(
    ("script", "arguments", "name"),
    [
        ("script.py", ["--a", "1"], "script-1ad4e19b"),
        ("/a/b/My Script.py", ["--a", "1"], "My-Script-139f3cf1"),
        ("https://x.y/z/train.py?x=1", ["--a", "1"], "train-a3e9f00a"),
        ("https://x.y/t.py#f", [], "t-76222e23"),
        ("a/train.sh", [], "train-sh-d2e03ecb"),
        ("lighteval", [], "lighteval-b2ed8695"),
    ],
)
def test_a_job_is_named_after_its_script(script: str, arguments: list[str], name: str) -> None:
    assert jobs.name_of_script(script, arguments) == name


def test_a_name_is_a_label() -> None:
    assert jobs.named({"a": "b"}, "n", "default") == {"a": "b", "name": "n"}
    assert jobs.named({"name": "given"}, None, "default") == {"name": "given"}
    assert jobs.named(None, None, "default") == {"name": "default"}
    with pytest.raises(ValueError, match="two names"):
        jobs.named({"name": "a"}, "b", "default")


# --- Python scripts ---


def test_what_runs_a_script() -> None:
    found = jobs.uv_command("https://x.y/train.py", ["--a", "1"], ["torch", "x>1"], "3.11")

    assert found == "uv run --with torch --with x>1 --python 3.11 https://x.y/train.py --a 1".split()


def test_files_of_this_machine_are_found(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.touch()

    assert jobs.local_files(str(script), ["--x", str(script), "a.json"], None) == [str(script)]
    assert jobs.local_files("lighteval", ["--config", str(script)], None) == [str(script)]


@pytest.mark.parametrize("name", ["no.py", "no.sh", "no.yaml", "no.yml", "/no/such.toml"])
def test_a_missing_file_is_an_error(name: str) -> None:
    with pytest.raises(FileNotFoundError, match=name):
        jobs.local_files("lighteval", [name], None)


def test_what_is_no_local_file() -> None:
    mounted = [Volume(type="dataset", source="a/b", mount_path="/data/")]

    assert jobs.local_files("https://x.y/train.py", ["a", "b.json", "x" * 5000, "\0"], None) == []
    assert jobs.local_files("/data/train.py", ["/data/config.yaml"], mounted) == []


# --- Addresses and queries ---


def test_an_id_stays_one_part_of_the_address() -> None:
    assert jobs.route("a/b", "c?d/e", "logs") == "/api/jobs/a%2Fb/c%3Fd%2Fe/logs"
    assert jobs.route("me", scheduled=True) == "/api/scheduled-jobs/me"


@pytest.mark.parametrize("job_id", ["", ".", ".."])
def test_what_is_no_id(job_id: str) -> None:
    with pytest.raises(ValueError, match="Not the id of a job"):
        jobs.route("me", job_id)


# --- Answers ---


def test_a_job() -> None:
    found = jobs.job_of(
        {
            "id": "j",
            "createdAt": "2025-07-22T16:06:25.079Z",
            "spaceId": "a/b",
            "status": {"stage": "ERROR", "message": "m", "exposeUrls": ["u"], "sshUrl": "s"},
            "durations": {"totalSecs": 3},
            "owner": OWNER,
            "initiator": {"type": "user", "id": "i"},
            "network": {"group": "g"},
            "volumes": [{"type": "bucket", "source": "a/b", "mountPath": "/x"}],
            "expose": {"ports": [1, 2], "portsPublic": [2]},
            "new": 1,
        },
        "https://hub.example",
    )

    assert (found.id, found.space_id, found.docker_image, vars(found)["new"]) == ("j", "a/b", None, 1)
    assert (found.status.stage, found.status.message, found.status.expose_urls) == ("ERROR", "m", ["u"])
    assert found.durations == JobDurations(total_secs=3)
    assert found.network == JobNetwork(group="g", aliases=[])
    assert found.volumes == [Volume(type="bucket", source="a/b", mount_path="/x")]
    assert (found.expose, found.expose_public) == ([1, 2], [2])
    assert (found.endpoint, found.url) == ("https://hub.example", "https://hub.example/jobs/me/j")
    assert found.created_at == datetime(2025, 7, 22, 16, 6, 25, 79000, tzinfo=timezone.utc)


def test_a_job_without_what_it_needs() -> None:
    with pytest.raises(KeyError):
        JobInfo(id="x", status={"stage": "RUNNING"})
    with pytest.raises(ValueError, match="JobInfo needs 'status'"):
        jobs.job_of({"id": "x", "owner": OWNER}, "https://hub.example")
    with pytest.raises(ValueError, match="JobInfo is read from an object"):
        jobs.job_of([], "https://hub.example")


def test_hardware() -> None:
    base = {"name": "n", "prettyName": "N", "cpu": "2", "ram": "16", "unitCostMicroUSD": 1, "unitLabel": "minute"}
    gpu = {"type": "gpu", "model": "T4", "quantity": "1", "vram": "16 GB", "manufacturer": "Nvidia"}

    plain = JobHardwareInfo.from_wire({**base, "unitCostUSD": 0.5})
    fast = JobHardwareInfo.from_wire({**base, "unitCostUSD": 0.5, "ephemeralStorage": "50 GB", "accelerator": gpu})

    assert (plain.ephemeral_storage, plain.accelerator, plain.unit_cost_usd) == ("N/A", None, 0.5)
    assert (fast.ephemeral_storage, fast.accelerator) == ("50 GB", JobAccelerator(**gpu))


def test_a_scheduled_job_that_never_ran() -> None:
    found = ScheduledJobInfo.from_wire({"id": "s", "owner": OWNER, "jobSpec": {"labels": {"a": "b"}}})

    assert found.status == ScheduledJobStatus(last_job=None, next_job_run_at=None)
    assert jobs.has_labels(found, {"a": "b"})
    assert jobs.has_labels(found, None)
    assert not jobs.has_labels(found, {"a": "b", "c": "d"})
