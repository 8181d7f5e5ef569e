# Generated from tests/_async/api/test_community.py: edit that file, not this one, then run `python -m codegen`.

"""Likes, collections, webhooks, Spaces and access requests against a real Hub, over real sockets."""

from __future__ import annotations

import json
import secrets

import pytest

from huggingface_hub import errors
from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from huggingface_hub.types.spaces import SpaceHardware, SpaceStage, Volume


def test_a_users_repositories(api: HfApi, stranger: HfApi, local_hub: LocalHub) -> None:
    org = f"org-{secrets.token_hex(4)}"
    local_hub.create_org(org, {local_hub.user: "write"})
    api.create_repo(f"{org}/one", private=True)
    api.create_repo(f"{org}/two", repo_type="dataset")

    found = list(api.list_user_repos(org))

    assert {(item.id, item.type, item.visibility) for item in found} == {
        (f"{org}/one", "model", "private"),
        (f"{org}/two", "dataset", "public"),
    }
    assert [item.storage for item in found] == [0, 0]
    mine = local_hub.new_repo()
    assert mine in [item.id for item in api.list_user_repos()]
    with pytest.raises(errors.HfHubHTTPError, match="Only members"):
        list(stranger.list_user_repos(org))


def test_likes(api: HfApi, anonymous: HfApi, local_hub: LocalHub) -> None:
    repo_id = local_hub.new_repo(repo_type="dataset")
    state = local_hub.state
    user, repo = state.users.get(local_hub.user), state.repos.find("dataset", repo_id)
    assert user is not None
    assert repo is not None
    state.social.like(user, repo)

    assert [liker.username for liker in anonymous.list_repo_likers(repo_id, repo_type="dataset")] == ["local"]
    assert anonymous.dataset_info(repo_id).likes == 1
    assert repo_id in api.list_liked_repos().datasets
    assert repo_id in anonymous.list_liked_repos("local").datasets

    api.unlike(repo_id, repo_type="dataset")

    assert list(anonymous.list_repo_likers(repo_id, repo_type="dataset")) == []
    assert repo_id not in api.list_liked_repos().datasets


def test_followers_and_members(anonymous: HfApi, local_hub: LocalHub) -> None:
    fan, org = f"fan-{secrets.token_hex(4)}", f"org-{secrets.token_hex(4)}"
    local_hub.create_user(fan, orgs={org: "write"})
    users = local_hub.state.users
    follower, followed, group = users.get(fan), users.get(local_hub.user), users.get(org)
    assert follower is not None
    assert followed is not None
    assert group is not None
    local_hub.state.social.follow(follower, followed)
    local_hub.state.social.follow(follower, group)

    assert fan in [user.username for user in anonymous.list_user_followers(local_hub.user)]
    assert local_hub.user in [user.username for user in anonymous.list_user_following(fan)]
    assert [user.username for user in anonymous.list_organization_followers(org)] == [fan]
    assert [user.username for user in anonymous.list_organization_members(org)] == [fan]
    overview = anonymous.get_user_overview(fan)
    assert (overview.num_following, overview.num_followers, overview.orgs[0].name) == (2, 0, org)
    about = anonymous.get_organization_overview(org)
    assert (about.num_users, about.num_followers) == (1, 1)


def test_collections(api: HfApi, anonymous: HfApi, stranger: HfApi, local_hub: LocalHub) -> None:
    title = f"Things {secrets.token_hex(4)}"
    first, second = local_hub.new_repo(), local_hub.new_repo(repo_type="dataset")

    made = api.create_collection(title, description="Mine")
    assert api.create_collection(title, exists_ok=True).slug == made.slug
    with pytest.raises(errors.HfHubHTTPError, match="of this title"):
        api.create_collection(title)
    api.add_collection_item(made.slug, first, "model", note="good")
    full = api.add_collection_item(made.slug, second, "dataset")
    assert [(item.item_id, item.item_type, item.note) for item in full.items] == [
        (first, "model", "good"),
        (second, "dataset", None),
    ]
    api.add_collection_item(made.slug, first, "model", exists_ok=True)
    api.update_collection_item(made.slug, full.items[1].item_object_id, position=0, note="better")
    seen = anonymous.get_collection(made.slug)
    assert [(item.item_id, item.note) for item in seen.items] == [(second, "better"), (first, "good")]
    assert [found.slug for found in anonymous.list_collections(item=f"models/{first}")] == [made.slug]
    assert made.slug in [found.slug for found in anonymous.list_collections(owner=local_hub.user)]

    changed = api.update_collection_metadata(made.slug, title=f"{title} b", private=True, theme="green")
    assert (changed.private, changed.theme, changed.title) == (True, "green", f"{title} b")
    with pytest.raises(errors.HfHubHTTPError):
        stranger.get_collection(changed.slug)
    api.delete_collection_item(changed.slug, full.items[0].item_object_id)
    api.delete_collection_item(changed.slug, full.items[0].item_object_id, missing_ok=True)
    assert [item.item_id for item in api.get_collection(changed.slug).items] == [second]
    api.delete_collection(changed.slug)
    api.delete_collection(changed.slug, missing_ok=True)
    with pytest.raises(errors.HfHubHTTPError):
        api.get_collection(changed.slug)


def test_webhooks(api: HfApi, stranger: HfApi) -> None:
    watched = [{"type": "user", "name": "someone-quiet"}]
    made = api.create_webhook(url="http://localhost:9/hook", watched=watched, secret="s3")
    assert (made.url, made.secret, made.domains, made.disabled) == (
        "http://localhost:9/hook",
        "s3",
        ["repo", "discussion"],
        False,
    )
    assert made in api.list_webhooks()
    assert stranger.list_webhooks() == []
    changed = api.update_webhook(made.id, watched=watched, domains=["discussion"])
    assert changed.domains == ["discussion"]
    assert api.disable_webhook(made.id).disabled is True
    assert api.enable_webhook(made.id).disabled is False
    assert api.get_webhook(made.id).watched == made.watched
    api.delete_webhook(made.id)
    with pytest.raises(errors.HfHubHTTPError, match="not found"):
        api.get_webhook(made.id)
    with pytest.raises(errors.HfHubHTTPError, match="this machine only"):
        api.create_webhook(url="https://example.org", watched=watched)


def test_what_a_space_is_given(api: HfApi, anonymous: HfApi, name: str) -> None:
    api.create_repo(name, repo_type="space", space_sdk="gradio")
    api.add_space_secret(name, "TOKEN", "hidden", description="D")
    found = api.get_space_secrets(name)
    assert [(secret.key, secret.description) for secret in found.values()] == [("TOKEN", "D")]
    api.delete_space_secret(name, "TOKEN")
    assert api.get_space_secrets(name) == {}
    variables = api.add_space_variable(name, "MODEL", "m")
    assert (variables["MODEL"].value, anonymous.get_space_variables(name).keys()) == ("m", {"MODEL"})
    assert api.delete_space_variable(name, "MODEL") == {}
    api.set_space_volumes(name, [Volume(type="space", source=name, mount_path="/self", read_only=True)])
    volumes = anonymous.get_space_runtime(name).volumes
    assert volumes is not None
    assert [(volume.source, volume.mount_path, volume.read_only) for volume in volumes] == [(name, "/self", True)]
    api.delete_space_volumes(name)
    assert not anonymous.get_space_runtime(name).volumes


def test_what_a_space_would_run_on(api: HfApi, stranger: HfApi, name: str) -> None:
    api.create_repo(name, repo_type="space", space_sdk="gradio")
    asked = api.request_space_hardware(name, SpaceHardware.T4_SMALL, sleep_time=600)
    assert (asked.stage, asked.hardware, asked.requested_hardware) == (
        SpaceStage.STOPPED,
        None,
        SpaceHardware.T4_SMALL,
    )
    assert api.set_space_sleep_time(name, -1).sleep_time == -1
    assert api.pause_space(name).stage == SpaceStage.PAUSED
    assert api.wait_for_space(name).stage == SpaceStage.PAUSED
    assert api.restart_space(name, factory_reboot=True).stage == SpaceStage.STOPPED
    assert api.enable_space_dev_mode(name).dev_mode is True
    assert api.disable_space_dev_mode(name).dev_mode is False
    assert "no machine" in "".join(list(api.fetch_space_logs(name)))
    with pytest.raises(errors.HfHubHTTPError) as caught:
        stranger.pause_space(name)
    assert caught.value.response.status_code == 403


def test_templates(api: HfApi, name: str, local_hub: LocalHub) -> None:
    card = f"---\ntitle: {name} chat\ntags: [template]\npreferred_private: true\n---\n"
    source = local_hub.new_repo(repo_type="space", files={"README.md": card, "app.py": "print()"})
    assert source in [template.repo_id for template in api.list_space_templates()]
    api.create_repo(name, repo_type="space", space_template=f"{name} CHAT")
    made = api.space_info(name)
    assert made.private is True
    assert "app.py" in [file.rfilename for file in made.siblings or []]
    found = list(api.search_spaces(f"{name} chat", include_non_running=True))
    assert source in [space.id for space in found]


def test_access_requests(api: HfApi, stranger: HfApi, local_hub: LocalHub) -> None:
    repo = local_hub.new_repo()
    api.update_repo_settings(repo, gated="manual")
    stranger.send("POST", f"/{repo}/ask-access", json={"why": "science"})
    [request] = list(api.list_pending_access_requests(repo))
    assert (request.username, request.status, request.fields) == ("stranger", "pending", {"why": "science"})
    with pytest.raises(errors.GatedRepoError):
        stranger.auth_check(repo)

    api.accept_access_request(repo, request_id=request.request_id)
    stranger.auth_check(repo)
    assert [item.username for item in api.list_accepted_access_requests(repo)] == ["stranger"]
    api.reject_access_request(repo, "stranger", rejection_reason="no more")
    assert [item.username for item in api.list_rejected_access_requests(repo)] == ["stranger"]
    api.cancel_access_request(repo, "stranger")
    assert [item.username for item in api.list_pending_access_requests(repo)] == ["stranger"]
    api.grant_access(repo, "stranger")
    stranger.auth_check(repo)
    with pytest.raises(errors.HfHubHTTPError):
        list(stranger.list_pending_access_requests(repo))


def test_lists_by_many_conditions(api: HfApi, anonymous: HfApi, local_hub: LocalHub) -> None:
    word = f"w{secrets.token_hex(4)}"  # a letter first: YAML reads some hexadecimal words as numbers
    card = f"---\ntags: [{word}, red]\nlicense: mit\npipeline_tag: fill-mask\nco2_eq_emissions: 5\n---\n"
    repo = local_hub.new_repo(files={"README.md": card, "config.json": '{"model_type": "bert"}'})
    other = local_hub.new_repo(files={"README.md": f"---\ntags: [{word}]\n---\n"})

    def ids(**conditions: object) -> list[str]:
        return [model.id for model in anonymous.list_models(**conditions)]  # type: ignore[arg-type]

    assert ids(filter=[word, "red"]) == ids(filter=word, pipeline_tag="fill-mask") == [repo]
    assert ids(filter=word, sort="created_at") == [other, repo]
    assert ids(filter=word, limit=1, sort="created_at") == [other]
    assert ids(filter=word, gated=True) == []
    assert ids(filter=word, inference="warm") == []
    assert ids(filter=word, author="nobody-here") == []
    assert ids(filter=word, emissions_thresholds=(1, 10), cardData=True) == [repo]
    [model] = list(anonymous.list_models(filter=[word, "red"], fetch_config=True))
    assert model.config == {"model_type": "bert"}
    with pytest.raises(errors.BadRequestError, match="trendingScore"):
        ids(sort="beauty")
    with pytest.raises(errors.BadRequestError, match="inferenceProviderMapping"):
        ids(expand=["beauty"])


def test_weights(api: HfApi, anonymous: HfApi, local_hub: LocalHub) -> None:
    word = f"w{secrets.token_hex(4)}"  # a letter first: YAML reads some hexadecimal words as numbers
    header = json.dumps({"a": {"dtype": "I8", "shape": [3], "data_offsets": [0, 3]}}).encode()
    shard = len(header).to_bytes(8, "little") + header + b"abc"
    index = json.dumps({"metadata": {"total_size": 3}, "weight_map": {"a": "one.safetensors"}})
    files = {
        "model.safetensors.index.json": index,
        "one.safetensors": shard,
        "README.md": f"---\ntags: [{word}]\n---\n",
    }
    repo = local_hub.new_repo(files=files)

    found = anonymous.get_sharded_safetensors_metadata(repo)

    assert (found.weight_map, found.metadata) == ({"a": "one.safetensors"}, {"total_size": 3})
    said = anonymous.model_info(repo).safetensors
    assert said is not None
    assert (said.total, said.parameters) == (3, {"I8": 3})
    small = [model.id for model in api.list_models(filter=word, num_parameters="max:1K")]
    assert small == [repo]
    assert [model.id for model in api.list_models(filter=word, num_parameters="min:6B")] == []
