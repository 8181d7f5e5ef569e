"""Lists, collections, webhooks, Spaces and access requests: asked through the official client and through ours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from huggingface_hub._sync.api import HfApi
from huggingface_hub.local_hub import LocalHub
from tests.local_hub.clients.conftest import Run, client_env, run


pytestmark = [pytest.mark.clients, pytest.mark.timeout(180)]

# In order; whatever is made is removed again, so that the next client finds what the first one found. `R` is a gated model
# with a card, `S` a Space, `W` a word in the tags of both; `K` keeps what later questions need.
QUESTIONS = """
api.list_models(filter=W)
api.list_models(filter=[W, "red"], full=True)
api.list_models(filter=W, fetch_config=True, cardData=True)
api.list_models(filter=W, sort="likes", limit=1)
api.list_models(filter=W, sort="beauty")
api.list_models(filter=W, expand=["likes", "tags", "gated", "trendingScore"])
api.list_models(filter=W, expand=["beauty"])
api.list_models(filter=W, gated=True)
api.list_models(filter=W, gated=False)
api.list_models(filter=W, pipeline_tag="fill-mask")
api.list_models(filter=W, inference="warm")
api.list_models(author="nobody-here")
api.list_datasets(search="nothing is called so", language="en")
api.list_spaces(filter=W)
api.list_spaces(filter=W, full=True)
api.list_spaces(filter=W, linked=True, expand=["models", "runtime", "sdk"])
api.space_info(S)
api.get_model_tags()["license"]
api.get_dataset_tags()
api.list_user_repos()
api.list_user_repos("org")
api.list_user_repos("nobody-here")
api.list_repo_likers(R)
api.list_liked_repos()
api.list_liked_repos("nobody-here")
api.unlike(R + "x")
api.get_user_overview("local")
api.get_user_overview("nobody-here")
api.get_organization_overview("org")
api.list_organization_members("org")
api.list_organization_followers("org")
api.list_user_followers("local")
api.list_user_following("fan")
K.update(c=api.create_collection("Things", description="About", private=True).slug)
api.create_collection("Things")
api.create_collection("Things", exists_ok=True)
api.create_collection("Other", namespace="nobody-here")
api.add_collection_item(K["c"], R, "model", note="good")
api.add_collection_item(K["c"], R, "model")
api.add_collection_item(K["c"], S, "space", exists_ok=True)
api.add_collection_item(K["c"], "ada/none", "dataset")
api.add_collection_item(K["c"], "2311.12983", "paper")
K.update(i=api.get_collection(K["c"]).items[2].item_object_id)
api.update_collection_item(K["c"], K["i"], position=0, note="first")
api.get_collection(K["c"])
api.update_collection_metadata(K["c"], theme="pink", private=False)
api.update_collection_metadata(K["c"], theme="mud")
api.list_collections(owner="local")
api.list_collections(item="papers/2311.12983", sort="upvotes")
api.delete_collection_item(K["c"], K["i"])
api.delete_collection_item(K["c"], K["i"])
api.delete_collection_item(K["c"], K["i"], missing_ok=True)
api.delete_collection(K["c"])
api.delete_collection(K["c"])
api.delete_collection(K["c"], missing_ok=True)
api.get_collection(K["c"])
K.update(w=api.create_webhook(url="http://localhost:9/x", watched=[{"type": "user", "name": "quiet"}], secret="s").id)
api.create_webhook(url="https://example.org/x", watched=[])
api.list_webhooks()
api.get_webhook(K["w"])
api.update_webhook(K["w"], url="http://localhost:9/y", domains=["repo"])
api.disable_webhook(K["w"])
api.enable_webhook(K["w"])
api.delete_webhook(K["w"])
api.get_webhook(K["w"])
api.add_space_secret(S, "TOKEN", "x", description="d")
api.get_space_secrets(S)
api.add_space_secret(S, "NOT A NAME", "x")
api.delete_space_secret(S, "TOKEN")
api.add_space_variable(S, "V", "1")
api.get_space_variables(S)
api.delete_space_variable(S, "V")
api.delete_space_variable(S, "V")
api.request_space_hardware(S, "t4-small", sleep_time=60)
api.set_space_sleep_time(S, 120)
api.pause_space(S)
api.get_space_runtime(S)
api.restart_space(S)
api.enable_space_dev_mode(S)
api.disable_space_dev_mode(S)
api.get_space_runtime(S + "x")
api.list_space_templates()
api.list_spaces_hardware()
api.get_zero_gpu_quota()
api.search_spaces(W, include_non_running=True)
api.list_pending_access_requests(R)
api.accept_access_request(R, "fan")
api.list_accepted_access_requests(R)
api.accept_access_request(R, "fan")
api.reject_access_request(R, "fan", rejection_reason="no")
api.list_rejected_access_requests(R)
api.cancel_access_request(R, "fan")
api.accept_access_request(R, "nobody-here")
api.grant_access(R, "local") and None
api.list_pending_access_requests(S, repo_type="space")
""".strip().splitlines()

ASK = """
import json, re, warnings
from huggingface_hub import HfApi
warnings.simplefilter("ignore")
api, R, S, W, K = HfApi(), {repo!r}, {space!r}, {word!r}, {{}}
for question in {questions!r}:
    try:
        answer = eval(question)
        answer = repr(list(answer) if hasattr(answer, "__next__") else answer)
        # What is made anew for each client has another number and another time.
        answer = re.sub(r"[0-9a-f]{{24}}", "<id>", answer)
        answer = re.sub(r"datetime.datetime\\([^)]*\\)|[0-9-]{{10}}T[0-9:.]+Z", "<time>", answer)
        # Ours does not show secrets.
        answer = re.sub(r", secret='s'", "", answer)
    except Exception as error:
        kinds = [cls.__name__ for cls in type(error).__mro__]
        said = [error.response.status_code, error.server_message] if hasattr(error, "response") else []
        answer = re.sub(r"[0-9a-f]{{24}}", "<id>", repr((kinds, said)))
    print(json.dumps([question, answer]))
"""


def test_the_same_answers(official: Run, parts_hub: LocalHub, tmp_path: Path) -> None:
    word = "w" + tmp_path.name.replace("_", "")
    card = f"---\ntags: [{word}, red]\nlicense: mit\npipeline_tag: fill-mask\n---\n"
    repo = parts_hub.new_repo(files={"README.md": card, "config.json": '{"model_type": "bert"}'})
    parts_hub.new_repo(files={"README.md": f"---\ntags: [{word}]\n---\n"})
    space_card = f"---\ntitle: T\ntags: [{word}, template]\nmodels: [{repo}]\n---\n"
    space = f"{parts_hub.user}/{word}"
    HfApi(parts_hub.url, parts_hub.token).create_repo(space, repo_type="space", space_sdk="gradio")
    parts_hub.new_repo(word, repo_type="space", files={"README.md": space_card})
    fan = HfApi(parts_hub.url, parts_hub.create_user("fan", orgs={"org": "read"}))
    parts_hub.create_org("org", {parts_hub.user: "admin"})
    state = parts_hub.state
    user, other, liked = state.users.get("fan"), state.users.get(parts_hub.user), state.repos.find("model", repo)
    assert user is not None
    assert other is not None
    assert liked is not None
    state.social.like(user, liked)
    state.social.like(other, liked)
    state.social.follow(user, other)
    HfApi(parts_hub.url, parts_hub.token).update_repo_settings(repo, gated="manual")
    fan.send("POST", f"/{repo}/ask-access", json={"why": "science"})
    code = ASK.format(repo=repo, space=space, word=word, questions=QUESTIONS)

    theirs = official(code)
    # As it was before the first client came.
    state.db.run("UPDATE access SET status = 'pending'")
    state.db.run("DELETE FROM access WHERE user_id = ?", other.id)
    state.db.run("UPDATE repos SET extra = json_remove(extra, '$.runtime')")
    home = tmp_path / "ours"
    home.mkdir()
    ours = run([sys.executable, "-c", code], env=client_env(parts_hub, home), cwd=home)

    answers = dict(map(json.loads, theirs.splitlines()))
    assert dict(map(json.loads, ours.splitlines())) == answers
    assert len(answers) == len(set(QUESTIONS))
