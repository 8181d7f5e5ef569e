"""Commands on repositories whose options are more than parameters."""

from __future__ import annotations

from typing import Any

from huggingface_hub.cli import environment, options, values
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
    volume: list[str] | None,
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
        "space_volumes": volumes(volume),
    }
    url = api.create_repo(repo_id, **{name: value for name, value in wanted.items() if value is not None})
    out.result("Repo created", repo_id=url.repo_id, url=str(url))


def duplicate(
    out: Output,
    *,
    from_id: str,
    to_id: str | None,
    secrets: list[str] | None,
    secrets_file: str | None,
    env: list[str] | None,
    env_file: str | None,
    volume: list[str] | None,
    token: str | None,
    **given: Any,
) -> None:
    """Copy a repository; secrets and variables of Spaces may come from files and from the environment."""
    made = options.hub(token).duplicate_repo(
        from_id,
        to_id,
        space_secrets=environment.pairs(out, secrets, secrets_file, secret=True),
        space_variables=environment.pairs(out, env, env_file, secret=False),
        space_volumes=volumes(volume),
        **given,
    )
    out.result("Repo duplicated", from_id=from_id, to_id=made.repo_id, url=str(made))
    if made.files_copy_pending:
        out.hint("The Hub is still copying files: they appear one after the other.")


def list_tags(out: Output, *, repo_id: str, repo_type: str, token: str | None) -> None:
    """List tags with the commits that they name."""
    refs = hub(token).list_repo_refs(repo_id, repo_type=repo_type)
    rows = [{"name": tag.name, "target_commit": tag.target_commit, "ref": tag.ref} for tag in refs.tags]
    out.table(rows, ("name", "target_commit", "ref"), id_key="name")


def list_repos(
    out: Output, *, namespace: str | None, repo_type: str | None, search: str | None, limit: int, token: str | None
) -> None:
    """List repositories with the room that they take."""
    rows: list[Any] = []
    for repo in hub(token).list_user_repos(namespace):
        if len(rows) >= limit:
            break
        if (repo_type is None or repo.type == repo_type) and (search is None or search.lower() in repo.id.lower()):
            # Programs reckon with sizes: a number can be read back, `1.2G` can't.
            rows.append(repo if out.mode == "json" else _storage(repo))
    out.table(rows, id_key="id")


def _storage(repo: Any) -> dict[str, Any]:
    return {
        "id": repo.id,
        "type": repo.type,
        "updated": repo.updated_at,
        "visibility": repo.visibility,
        "storage": values.size(repo.storage),
        "%_of_total": f"{repo.storage_percent:.1f}%",
    }


def volumes(texts: list[str] | None) -> list[Any] | None:
    """What is mounted in a Space, and where."""
    if not texts:
        return None
    from huggingface_hub._core.uris import parse_hf_mount
    from huggingface_hub.types.spaces import Volume

    mounts = [parse_hf_mount(text) for text in texts]
    return [
        Volume(
            type=mount.source.type,
            source=mount.source.id,
            mount_path=mount.mount_path,
            revision=mount.source.revision,
            read_only=mount.read_only,
            path=mount.source.path_in_repo or None,
        )
        for mount in mounts
    ]
