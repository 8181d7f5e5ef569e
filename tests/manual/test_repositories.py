"""Section «Repository Management API».

Its «Model Publishing Workflow» writes a model card with `RepoCard`, which comes with the cards; the rest of it is here.
"""

from __future__ import annotations

import uuid

import pytest

from tests.manual.conftest import Reader


CREATE = """
from huggingface_hub import create_repo, HfApi

# Using HfApi class
api = HfApi()
api.create_repo(
    repo_id="username/my-model",
    repo_type="model",
    exist_ok=False
)

# Using convenience function
create_repo(
    repo_id="super-cool-model",
    token="hf_xxxxx"
)
"""
DELETE = """
api.delete_repo(repo_id="username/my-model", repo_type="model")
"""
SETTINGS = """
api.update_repo_settings(
    repo_id="username/my-model",
    private=True,
    repo_type="model",
    gated=True  # Enable gated access
)
"""
LISTING = """
# List all files in a repository
files = api.list_repo_files(repo_id="tiiuae/falcon-7b-instruct")

# List repo objects with pagination
objects = api.list_repo_objects(
    repo_id="my-org/my-dataset",
    repo_type="dataset"
)
"""
COMMIT = """
from huggingface_hub import CommitOperationAdd, HfApi

operations = [
    CommitOperationAdd(
        path_in_repo="config.json",
        path_or_fileobj="/local/path/config.json"
    ),
]

api.create_commit(
    repo_id="username/my-model",
    operations=operations,
    commit_message="Add config file"
)
"""
UPLOAD_FILE = """
from huggingface_hub import upload_file

upload_file(
    path_or_fileobj="/home/user/model.bin",
    path_in_repo="pytorch_model.bin",
    repo_id="username/my-model",
)
"""
UPLOAD_LARGE_FOLDER = """
from huggingface_hub import _upload_large_folder

_upload_large_folder(
    repo_id="username/large-dataset",
    folder_path="/data/large-folder",
    repo_type="dataset"
)
"""
DELETIONS = """
# Delete a single file
api.delete_file(
    path_in_repo="old-model.bin",
    repo_id="username/my-model",
    commit_message="Remove deprecated file"
)

# Delete a folder
api.delete_folder(
    path_in_repo="old-folder/",
    repo_id="username/my-model",
    commit_message="Clean up old directory"
)
"""
ERRORS = """
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import RevisionNotFoundError

try:
    hf_hub_download(
        repo_id="bert-base-cased",
        filename="config.json",
        revision="<non-existent-revision>"
    )
except RevisionNotFoundError as e:
    print(f"Revision not found: {e}")
"""
PUBLISHING = """
from huggingface_hub import HfApi, upload_file

api = HfApi()

# 1. Create repository
api.create_repo(repo_id="my-org/my-model", exist_ok=True)

# 2. Upload model files
upload_file(
    path_or_fileobj="./model.bin",
    path_in_repo="pytorch_model.bin",
    repo_id="my-org/my-model"
)
"""
DATASET = """
from huggingface_hub import create_commit, CommitOperationAdd

operations = [
    CommitOperationAdd(
        path_in_repo="data/train.parquet",
        path_or_fileobj="./train.parquet"
    ),
    CommitOperationAdd(
        path_in_repo="data/validation.parquet", 
        path_or_fileobj="./validation.parquet"
    ),
]

api.create_commit(
    repo_id="username/my-dataset",
    operations=operations,
    commit_message="Add training and validation splits",
    commit_description="Initial dataset release with train/validation split"
)
"""  # noqa: W291 (the manual has it)
API = "from huggingface_hub import HfApi\napi = HfApi()"


@pytest.fixture
def fresh(reader: Reader) -> Reader:
    """A reader for whom none of the section's own repositories exists yet."""
    code = f"""
{API}
for name, kind in [("username/my-model", "model"), ("reader/super-cool-model", "model"),
                   ("username/large-dataset", "dataset"), ("username/my-dataset", "dataset"),
                   ("my-org/my-model", "model"), ("my-org/my-dataset", "dataset")]:
    api.delete_repo(name, repo_type=kind, missing_ok=True)
"""
    reader.python(code)
    return reader


# These share the names of the manual's repositories, so they run one after the other.
pytestmark = pytest.mark.xdist_group("manual-repositories")


def _with_repo(repo_id: str = "username/my-model", repo_type: str = "model") -> str:
    return f"{API}\napi.create_repo({repo_id!r}, repo_type={repo_type!r}, exist_ok=True)"


def test_create_delete(fresh: Reader) -> None:
    check = "assert api.repo_exists('username/my-model') and api.repo_exists('reader/super-cool-model')"
    fresh.python(CREATE, after=check)

    fresh.python(DELETE, before=API, after="assert not api.repo_exists('username/my-model')")


def test_settings(fresh: Reader) -> None:
    after = "info = api.model_info('username/my-model'); print(info.private, info.gated)"

    assert fresh.python(SETTINGS, before=_with_repo(), after=after).split() == ["True", "auto"]


def test_listing(fresh: Reader) -> None:
    before = _with_repo("my-org/my-dataset", "dataset")
    before += "\napi.upload_file(path_or_fileobj=b'x', path_in_repo='a.csv', repo_id='my-org/my-dataset', repo_type='dataset')"
    after = "print('config.json' in files, sorted(o.path for o in objects))"

    assert fresh.python(LISTING, before=before, after=after).strip() == "True ['.gitattributes', 'a.csv']"


def test_commit(fresh: Reader) -> None:
    fresh.write("/local/path/config.json", "{}")

    fresh.python(COMMIT, before=_with_repo(), after="assert api.file_exists('username/my-model', 'config.json')")


def test_upload_file(fresh: Reader) -> None:
    fresh.write("/home/user/model.bin", "weights")

    fresh.python(
        UPLOAD_FILE, before=_with_repo(), after="assert api.file_exists('username/my-model', 'pytorch_model.bin')"
    )


def test_upload_large_folder(fresh: Reader) -> None:
    for number in range(30):
        fresh.write(f"/data/large-folder/{number:02}/part.txt", str(number))

    fresh.python(UPLOAD_LARGE_FOLDER, before=_with_repo("username/large-dataset", "dataset"))
    names = fresh.python(f"{API}\nprint(len(api.list_repo_files('username/large-dataset', repo_type='dataset')))")

    assert names.strip() == "31"


def test_deletions(fresh: Reader) -> None:
    before = _with_repo()
    for name in ("old-model.bin", "old-folder/a", "old-folder/b/c", "keep.txt"):
        before += f"\napi.upload_file(path_or_fileobj=b'x', path_in_repo={name!r}, repo_id='username/my-model')"
    after = "print(*api.list_repo_files('username/my-model'))"

    assert fresh.python(DELETIONS, before=before, after=after).split() == [".gitattributes", "keep.txt"]


def test_cli(fresh: Reader) -> None:
    fresh.shell("# Authentication\nhf auth whoami")
    fresh.shell(
        "# Repository operations\nhf repos create username/my-model --type model\n"
        "hf repos create username/my-dataset --type dataset"
    )

    fresh.python(
        "assert api.repo_exists('username/my-model') and api.repo_exists('username/my-dataset', repo_type='dataset')",
        before=API,
    )


@pytest.mark.parametrize("sdk", ["gradio", "streamlit", "docker", "docker_leaf", "static", "nextjs"])
def test_space_sdks_are_for_the_hub_to_decide(fresh: Reader, sdk: str) -> None:
    name = f"username/space-{uuid.uuid4().hex[:8]}"
    code = f"{API}\napi.create_repo({name!r}, repo_type='space', space_sdk={sdk!r})"

    printed = fresh.python(code, check=False)

    assert printed == "" or "BadRequestError" in printed


def test_error_handling(fresh: Reader) -> None:
    assert fresh.python(ERRORS).startswith("Revision not found: ")


def test_model_publishing(fresh: Reader) -> None:
    fresh.write("model.bin", "weights")

    fresh.python(PUBLISHING, after="assert api.file_exists('my-org/my-model', 'pytorch_model.bin')")


def test_dataset_versioning(fresh: Reader) -> None:
    fresh.write("train.parquet", "t")
    fresh.write("validation.parquet", "v")
    before = _with_repo("username/my-dataset", "dataset")
    # The manual's example leaves out the type, which its prose says: «dataset».
    example = DATASET.replace('repo_id="username/my-dataset"', 'repo_id="username/my-dataset", repo_type="dataset"')
    after = "print(*api.list_repo_files('username/my-dataset', repo_type='dataset'))"

    printed = fresh.python(example, before=before, after=after).split()

    assert printed == [".gitattributes", "data/train.parquet", "data/validation.parquet"]
