"""Commands on repositories whose options are more than parameters."""

from __future__ import annotations

from typing import Any

from huggingface_hub.cli import environment
from huggingface_hub.cli.options import hub
from huggingface_hub.cli.output import Output


def create(
    out: Output,
    *,
    repo_id: str,
    repo_type: str,
    private: bool | None,
    visibility: str | None,
    exist_ok: bool,
    resource_group_id: str | None,
    region: str | None,
    space_sdk: str | None,
    space_template: str | None,
    space_hardware: str | None,
    space_sleep_time: int | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    env: list[str] | None,
    env_file: str | None,
    token: str | None,
) -> None:
    """Make a repository; secrets and variables of Spaces may come from files and from the environment."""
    api = hub(token)
    wanted: dict[str, Any] = {
        "repo_type": repo_type,
        "private": private,
        "visibility": visibility,
        "exist_ok": exist_ok,
        "resource_group_id": resource_group_id,
        "region": region,
        "space_sdk": space_sdk,
        "space_template": space_template,
        "space_hardware": space_hardware,
        "space_sleep_time": space_sleep_time,
        "space_secrets": environment.pairs(out, secrets, secrets_file, secret=True),
        "space_variables": environment.pairs(out, env, env_file, secret=False),
    }
    url = api.create_repo(repo_id, **{name: value for name, value in wanted.items() if value is not None})
    out.result("Repo created", repo_id=url.repo_id, url=str(url))


def list_tags(out: Output, *, repo_id: str, repo_type: str, token: str | None) -> None:
    """List tags with the commits that they name."""
    refs = hub(token).list_repo_refs(repo_id, repo_type=repo_type)
    rows = [{"name": tag.name, "ref": tag.ref, "target_commit": tag.target_commit} for tag in refs.tags]
    out.table(rows, ("name", "target_commit"), id_key="name")


def delete_files(
    out: Output,
    *,
    repo_id: str,
    patterns: list[str],
    repo_type: str,
    revision: str | None,
    commit_message: str | None,
    commit_description: str | None,
    create_pr: bool,
    token: str | None,
) -> None:
    """Delete files by pattern, in one commit."""
    info = hub(token).delete_files(
        repo_id,
        patterns,
        repo_type=repo_type,
        revision=revision,
        commit_message=commit_message,
        commit_description=commit_description,
        create_pr=create_pr,
    )
    out.result("Files deleted", repo_id=repo_id, commit_url=info.commit_url, pr_url=info.pr_url)


def info(
    out: Output, *, repo_id: str, repo_type: str, revision: str | None, expand: str | None, token: str | None
) -> None:
    """Print what the Hub says about a repository."""
    properties = [name.strip() for name in expand.split(",") if name.strip()] if expand else None
    wanted: dict[str, Any] = {"repo_type": repo_type, "revision": revision}
    if properties:
        wanted["expand"] = properties
    out.dict(hub(token).repo_info(repo_id, **wanted), id_key="id")
