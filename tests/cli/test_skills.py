"""`hf skills`: in place whole or not at all, and nothing that others wrote is touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import respx

from huggingface_hub import constants
from huggingface_hub.cli import skill_text, tree

from .conftest import Finished


Run = Callable[..., Finished]
HUB = "https://huggingface.co"
RESOLVE = f"{HUB}/buckets/huggingface/skills/resolve"
MARKER = ".hf-skill-manifest.json"


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(constants, "CLAUDE_SKILLS_GLOBAL_PATH", tmp_path / "home/.claude/skills")
    monkeypatch.setattr(constants, "ENDPOINT", HUB)
    monkeypatch.chdir(project)
    return project


def offer(files: dict[str, str], name: str = "gradio", source: str = "./skills/gradio") -> None:
    """A Hub with one skill."""
    index = {"plugins": [{"name": name, "source": source, "description": "Make apps."}, "junk", {"name": "no source"}]}
    respx.get(f"{RESOLVE}/marketplace.json").respond(json=index)
    entries = [{"type": "file", "path": path} for path in files] + [{"type": "directory", "path": "skills/gradio/x"}]
    respx.get(url__startswith=f"{HUB}/api/buckets/huggingface/skills/tree/").respond(json=entries)
    for path, text in files.items():
        respx.get(f"{RESOLVE}/{path}").respond(text=text)


GRADIO = {
    "skills/gradio/SKILL.md": "about gradio",
    "skills/gradio/x/more.md": "more",
    "skills/gradio-2/SKILL.md": "else",
}


@pytest.mark.parametrize("everywhere", [False, True])
def test_the_own_skill(hf: Run, folders: Path, everywhere: bool) -> None:
    place = folders.parent / "home" if everywhere else folders
    done = hf("skills", "add", *(["-g"] if everywhere else []), "--json")
    assert done.code == 0, done.err
    folder = place / ".agents/skills/hf-cli"
    assert json.loads(done.out)["path"] == str(folder)
    assert (folder / "SKILL.md").read_text() == hf("skills", "preview").out
    assert (folder / MARKER).read_bytes() == b""
    link = place / ".claude/skills/hf-cli"
    assert link.is_symlink()
    assert not Path(link.readlink()).is_absolute()
    assert (link / "SKILL.md").exists()
    again = hf("skills", "add", *(["-g"] if everywhere else []))
    assert (again.code, again.out) == (1, "")
    assert "--force" in again.err
    assert hf("skills", "add", "--force", *(["-g"] if everywhere else [])).code == 0
    assert sorted(path.name for path in folder.parent.iterdir()) == ["hf-cli"]


def test_the_skill_names_every_command(hf: Run) -> None:
    text = skill_text.text()
    assert hf("--skills").out == text
    assert text.startswith("---\nname: hf-cli\ndescription: ")
    assert "Generated with `huggingface_hub v" in text

    def visit(path: str, node: Any) -> None:
        for name, child in node.get("commands", {}).items():
            below = (
                import_module(f"huggingface_hub.cli._generated.{child['module']}").TABLE if "module" in child else child
            )
            if below.get("hidden"):
                continue
            if "commands" not in below:
                assert f"- `{path} {name}" in text
            visit(f"{path} {name}", below)

    visit("hf", tree.root())


@respx.mock
def test_skills_of_the_hub(hf: Run, folders: Path) -> None:
    offer(GRADIO)
    rows = json.loads(hf("skills", "ls", "--json").out)
    assert [(row["name"], row["installed"]) for row in rows] == [("hf-cli", False), ("gradio", False)]
    assert hf("skills", "add", "gradio", "--dest", "mine", "-q").out == "gradio\n"
    found = {str(path.relative_to("mine")): path.read_text() for path in Path("mine").rglob("*") if path.is_file()}
    assert found == {"gradio/SKILL.md": "about gradio", "gradio/x/more.md": "more", f"gradio/{MARKER}": ""}
    assert not (folders / ".claude").exists()


@respx.mock
def test_updating(hf: Run, folders: Path) -> None:
    offer(GRADIO)
    hf("skills", "add", "gradio")
    hf("skills", "add")
    by_hand = folders / ".agents/skills/mine"
    by_hand.mkdir()
    (by_hand / "SKILL.md").write_text("mine")
    assert {row["status"] for row in json.loads(hf("skills", "update", "--json").out)} == {"up to date"}
    (folders / ".agents/skills/hf-cli/SKILL.md").write_text("of an older version")
    offer({**GRADIO, "skills/gradio/SKILL.md": "newer"})
    rows = json.loads(hf("skills", "update", "--json").out)
    assert [(row["name"], row["status"]) for row in rows] == [("gradio", "updated"), ("hf-cli", "updated")]
    assert (folders / ".claude/skills/gradio/SKILL.md").read_text() == "newer"
    assert (by_hand / "SKILL.md").read_text() == "mine"
    refused = hf("skills", "update", "mine")
    assert (refused.code, refused.out) == (1, "")
    assert "was not installed by hf" in refused.err


@respx.mock
@pytest.mark.parametrize("path", ["skills/gradio/../../../evil", "skills/gradio//evil", "skills/gradio/C:\\evil\0"])
def test_U4_files_that_lead_out_of_the_skill(hf: Run, folders: Path, path: str) -> None:
    index = {"plugins": [{"name": "gradio", "source": "skills/gradio"}]}
    respx.get(f"{RESOLVE}/marketplace.json").respond(json=index)
    entries = [{"type": "file", "path": path}, {"type": "file", "path": "skills/gradio/SKILL.md"}]
    respx.get(url__startswith=f"{HUB}/api/buckets/").respond(json=entries)
    respx.get(url__startswith=RESOLVE).respond(text="x")
    respx.get(f"{HUB}/buckets/evil").respond(text="x")
    assert hf("skills", "add", "gradio", "--dest", "mine").code == 1
    assert not list(folders.rglob("*evil*"))
    assert not (folders / "mine/gradio").exists()


@respx.mock
@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("add", "../evil"), "can't be the name"),
        (("add", "gradoi"), "Did you mean 'gradio'?"),
        (("add", "gradio", "-g", "--dest", "x"), "mutually exclusive"),
        (("update", "nothing"), "was not installed by hf"),
    ],
)
def test_bad_input(hf: Run, folders: Path, args: tuple[str, ...], message: str) -> None:
    offer(GRADIO)
    ended = hf("skills", *args)
    assert ended.code in (1, 2)
    assert message in ended.err
    assert list(folders.iterdir()) == []


@respx.mock
def test_a_list_that_can_not_be_read(hf: Run) -> None:
    respx.get(f"{RESOLVE}/marketplace.json").respond(text="<html>")
    ended = hf("skills", "ls")
    assert (ended.code, ended.out) == (1, "")
    assert "can't be read" in ended.err
