"""`hf skills`."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub._lazy import errors
from huggingface_hub.cli import marketplace, skill_text, skills
from huggingface_hub.cli.output import Output


def add(out: Output, *, name: str | None, global_: bool, dest: str | None, force: bool) -> None:
    """Install a skill."""
    name = skills.check_name(name or skill_text.NAME)
    root, links = skills.places(everywhere=global_, dest=dest)
    folder = root / name
    skills.check_free(folder, force=force)
    if links is not None and not (links / name).is_symlink():
        skills.check_free(links / name, force=force or skills.is_managed(links / name))
    skills.write(folder, _files(name))
    linked = skills.link(folder, links, force=force) if links is not None else None
    out.result("Skill installed", name=name, path=str(folder), claude=str(linked) if linked else None)


def list_skills(out: Output, *, token: str | None) -> None:
    """List what can be installed."""
    own = {"name": skill_text.NAME, "description": skill_text.DESCRIPTION, "source": "written by this version of hf"}
    there = {name for everywhere in (False, True) for name in _installed(everywhere)}
    offers = [offer for offer in marketplace.offers(token) if offer["name"] != skill_text.NAME]
    rows = [{**offer, "installed": offer["name"] in there} for offer in (own, *offers)]
    out.table(rows, ("name", "installed", "description"), id_key="name")


def preview(out: Output) -> None:
    """Print the skill that this version writes."""
    out.raw(skill_text.text().rstrip("\n"))


def update(out: Output, *, name: str | None, global_: bool, dest: str | None) -> None:
    """Bring skills to their newest version; only those that we installed."""
    root, links = skills.places(everywhere=global_, dest=dest)
    roots = [root] if links is None else [root, links]
    found = [(place, known) for place in roots for known in skills.managed(place) if name in (None, known)]
    if name is not None and not found:
        where = " or ".join(f"'{place}'" for place in roots)
        raise errors.CLIError(f"'{skills.check_name(name)}' was not installed by hf in {where}.")
    rows = []
    for place, known in found:
        try:
            changed = _update(place / known)
        except errors.CLIError as error:
            if name is not None:
                raise
            out.warning(f"{known} was skipped: {error}")
            continue
        rows.append({"name": known, "status": "updated" if changed else "up to date", "path": str(place / known)})
    out.table(rows, ("name", "status", "path"), id_key="name")


def _update(folder: Path) -> bool:
    files = _files(folder.name)
    try:
        if all((folder / name).read_bytes() == content for name, content in files.items()):
            return False
    except OSError:
        pass
    skills.write(folder, files)
    return True


def _files(name: str) -> dict[str, bytes]:
    return skills.own_files() if name == skill_text.NAME else marketplace.files(name)


def _installed(everywhere: bool) -> list[str]:
    root, links = skills.places(everywhere=everywhere, dest=None)
    return [*skills.managed(root), *(skills.managed(links) if links is not None else ())]
