"""The public names: every listed one resolves, in every module that offers it."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

import huggingface_hub
from codegen.surface import LIST, generate
from codegen.surface.read import Entry, SurfaceError, entry_of, read_surface
from tests.codegen.conftest import ROOT, Write


SURFACE = read_surface(ROOT / LIST)
ROOT_NAMES = sorted(SURFACE.root)
COMING = {name for names in SURFACE.coming.values() for name in names}
LISTED = sorted((SURFACE.modules | SURFACE.legacy).items())


def test_every_root_name_resolves() -> None:
    """A name that fails here has a home in surface.toml that does not exist (yet)."""
    assert [name for name in ROOT_NAMES if not resolves("huggingface_hub", name)] == []
    assert set(ROOT_NAMES) == set(huggingface_hub.__all__)


def test_every_name_of_aio_resolves() -> None:
    aio = importlib.import_module("huggingface_hub.aio")
    blocking_only = {"run_as_future"}

    assert [name for name in aio.__all__ if not resolves("huggingface_hub.aio", name)] == []
    assert set(ROOT_NAMES) - set(aio.__all__) <= blocking_only


@pytest.mark.parametrize(("module", "names"), LISTED)
def test_every_name_of_a_module_resolves(module: str, names: list[str]) -> None:
    listed = [entry.public for name in names if name not in COMING and (entry := entry_of(SURFACE, name))]

    assert [name for name in listed if not resolves(f"huggingface_hub.{module}", name)] == []


def resolves(module: str, name: str) -> bool:
    try:
        getattr(importlib.import_module(module), name)
    except (AttributeError, ImportError):
        return False
    return True


def test_colourless_names_are_the_same_objects() -> None:
    aio = importlib.import_module("huggingface_hub.aio")

    for entry in SURFACE.root.values():
        if entry.home.startswith(("types.", "_core.", "constants", "errors")) and resolves(
            "huggingface_hub", entry.public
        ):
            assert getattr(aio, entry.public) is getattr(huggingface_hub, entry.public)


def test_methods_belong_to_one_shared_instance() -> None:
    hf_api = importlib.import_module("huggingface_hub.hf_api")
    aio = importlib.import_module("huggingface_hub.aio")

    assert isinstance(hf_api.api, hf_api.HfApi)
    assert huggingface_hub.create_repo.__self__ is hf_api.api
    assert hf_api.create_repo.__self__ is hf_api.api
    assert aio.create_repo.__self__ is aio.api
    assert type(aio.api) is huggingface_hub.AsyncHfApi


def test_names_can_be_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.ModelInfo", 1)
    assert huggingface_hub.ModelInfo == 1

    monkeypatch.undo()
    assert huggingface_hub.ModelInfo is importlib.import_module("huggingface_hub.types.repos").ModelInfo


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match=r"module 'huggingface_hub' has no attribute 'nothing'"):
        huggingface_hub.nothing
    with pytest.raises(ImportError):
        importlib.import_module("huggingface_hub.nothing")


def test_star_import_and_dir() -> None:
    names: dict[str, object] = {}
    exec("from huggingface_hub import *", names)

    assert set(huggingface_hub.__all__) <= set(names)
    assert set(huggingface_hub.__all__) | {"__version__", "constants"} <= set(dir(huggingface_hub))


def test_submodules_are_attributes() -> None:
    """Downstream reads `huggingface_hub.utils.…` after `import huggingface_hub` alone."""
    code = "import huggingface_hub as h; print(h.constants.HF_HUB_CACHE, h.utils.tqdm, h.file_download.__name__)"

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


def test_private_paths_of_the_reference() -> None:
    from huggingface_hub._commit_api import CommitOperationAdd
    from huggingface_hub.utils._http import HfHubHTTPError

    assert CommitOperationAdd is huggingface_hub.CommitOperationAdd
    assert HfHubHTTPError is importlib.import_module("huggingface_hub.errors").HfHubHTTPError
    assert (
        pickle.loads(b"chuggingface_hub._commit_api\nCommitOperationDelete\n.") is huggingface_hub.CommitOperationDelete
    )


def test_a_class_wins_over_the_submodule_of_its_name() -> None:
    """`huggingface_hub.utils.tqdm` is the class, whatever was imported before."""
    code = (
        "import sys, types, huggingface_hub.utils as utils\n"
        "utils.tqdm = types.ModuleType('huggingface_hub.utils.tqdm')\n"
        "assert isinstance(utils.tqdm, type), utils.tqdm\n"
        "utils.tqdm = 1\n"
        "assert utils.tqdm == 1"
    )

    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


class TestList:
    """`surface.toml` itself."""

    def read(self, tmp_path: Path, text: str) -> dict[str, Entry]:
        path = tmp_path / "surface.toml"
        path.write_text(text, encoding="utf-8")
        return read_surface(path).entries

    def test_entries(self, tmp_path: Path) -> None:
        entries = self.read(tmp_path, '[root]\n"a.b" = ["X", "Y=Z"]\n[homes]\nc = ["W"]\n')

        assert entries == {"X": Entry("X", "a.b", "X"), "Y": Entry("Y", "a.b", "Z"), "W": Entry("W", "c", "W")}

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ('[root]\na = ["X"]\n[homes]\nb = ["X"]', "lists X twice: under a and under b"),
            ('[root]\na = ["X"]\n[coming]\nb = ["X"]', "lists X under [coming], but it is listed elsewhere, too"),
            ('[modules]\na = ["X"]', "a offers X, which has no home"),
        ],
    )
    def test_contradictions(self, tmp_path: Path, text: str, message: str) -> None:
        with pytest.raises(SurfaceError, match=message.replace("[", r"\[")):
            self.read(tmp_path, text)

    def test_the_contract_is_covered(self) -> None:
        """Every name of the reference's root is here, or is known to be coming."""
        assert len(set(ROOT_NAMES) | COMING | set(SURFACE.submodules)) > 500


class TestGenerating:
    """In a project of its own."""

    LIST = """\
        submodules = ["utils", "utils.logging"]
        [root]
        "_sync.api" = ["HfApi"]
        "_async.api" = ["AsyncHfApi"]
        "_sync.download" = ["hf_hub_download", "not_there"]
        "types.repos" = ["ModelInfo"]
        hf_api = ["create_repo", "later"]
        gone = ["Nothing"]
        [homes]
        "_core.x" = ["helper=_helper"]
        [modules]
        hf_api = ["HfApi", "create_repo", "ModelInfo"]
        utils = ["helper"]
        empty = ["Nothing"]
        [legacy]
        "_private" = ["ModelInfo", "value=_core.x:_helper"]
        """

    @pytest.fixture
    def files(self, project: Path, write: Write) -> dict[str, str]:
        write("codegen/surface.toml", self.LIST)
        write(
            "src/huggingface_hub/_async/api/__init__.py",
            "from huggingface_hub._async.api.repos import AsyncReposApi\nclass AsyncHfApi(AsyncReposApi): ...\n",
        )
        write(
            "src/huggingface_hub/_async/api/repos.py",
            "class AsyncReposApi:\n    async def create_repo(self) -> None: ...\n",
        )
        write("src/huggingface_hub/_async/download.py", "async def hf_hub_download() -> None: ...\n")
        write("src/huggingface_hub/_core/x.py", "_helper = 1\n")
        write("src/huggingface_hub/types/repos.py", "class ModelInfo: ...\n")
        write("src/huggingface_hub/utils/logging.py", "")
        output = generate(project)
        assert output.problems == []
        return {str(path).removeprefix("src/huggingface_hub/"): text for path, text in output.files.items()}

    def test_what_is_there(self, files: dict[str, str]) -> None:
        """Names that are not there yet are left out, and modules that would be empty."""
        assert set(files) == {
            "__init__.py",
            "aio.py",
            "hf_api.py",
            "utils/__init__.py",
            "_legacy.py",
            "_core/_operations.py",
        }
        assert '"AsyncHfApi", "HfApi", "ModelInfo", "create_repo", "hf_hub_download",' in files["__init__.py"]
        assert not any(name in text for name in ("not_there", "later", "Nothing") for text in files.values())

    def test_static_names(self, files: dict[str, str]) -> None:
        assert "    api: HfApi\n" in files["hf_api.py"]
        assert "    from huggingface_hub._functions import create_repo\n" in files["hf_api.py"]
        assert "    from huggingface_hub._functions_async import create_repo\n" in files["aio.py"]
        assert "    from huggingface_hub.hf_api import create_repo\n" in files["__init__.py"]
        assert (
            "    from huggingface_hub._core.x import _helper as _helper\n    helper = _helper\n"
            in files["utils/__init__.py"]
        )

    def test_aio(self, files: dict[str, str]) -> None:
        assert '"_async.api": "AsyncHfApi HfApi=AsyncHfApi"' in files["aio.py"]
        assert '"_async.download": "hf_hub_download"' in files["aio.py"]
        assert '"types.repos": "ModelInfo"' in files["aio.py"]
        assert 'methods=(\n        "create_repo"\n    )' in files["aio.py"]

    def test_operations(self, files: dict[str, str]) -> None:
        assert '("api.repos", "ReposApi"): (\n        "create_repo"\n    ),' in files["_core/_operations.py"]

    def test_legacy(self, files: dict[str, str]) -> None:
        assert '"_private"' in files["_legacy.py"]
        assert '"_core.x": "value=_helper"' in files["_legacy.py"]

    def test_what_is_written_by_hand_stays(self, project: Path, write: Write) -> None:
        write("codegen/surface.toml", self.LIST)
        write("src/huggingface_hub/_core/x.py", "_helper = 1\n")
        write("src/huggingface_hub/utils/__init__.py", '"""Mine."""\n')
        write("src/huggingface_hub/utils/logging.py", "")

        assert generate(project).problems == [
            "src/huggingface_hub/utils/__init__.py:1: written by hand, and listed in codegen/surface.toml: one of the two has to go",
        ]

    def test_a_broken_list_is_a_problem_and_deletes_nothing(self, project: Path, write: Write) -> None:
        write("codegen/surface.toml", "[root")
        output = generate(project)

        assert output.incomplete
        assert output.problems[0].startswith("codegen/surface.toml: ")
