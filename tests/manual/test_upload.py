"""Sections «File Upload Operations» and «Git LFS Large File Handling»."""

from __future__ import annotations

from tests.manual.conftest import MANUAL_TOKEN, Reader


UPLOAD_FILE = """
from huggingface_hub import upload_file

upload_file(
    path_or_fileobj="/home/lysandre/dummy-test/README.md",
    path_in_repo="README.md",
    repo_id="lysandre/test-model",
)
"""
UPLOAD_FOLDER = """
from huggingface_hub import upload_folder

upload_folder(
    folder_path="/path/to/local/space",
    repo_id="username/my-cool-space",
    repo_type="space",
)
"""
LARGE_FOLDER = """
# Internal chunked upload for large repositories
upload_folder(
    folder_path="/path/to/large/repo",
    repo_id="user/large-model",
    allow_patterns=["*.bin", "*.safetensors", "config.json"],
    ignore_patterns=["*.git*", "__pycache__/*"],
)
"""
RETHROW = """
# Default: raises exception on failure
operation = CommitOperationAdd(path_or_fileobj="file.bin", path_in_repo="model.bin")

# With error suppression
operation = CommitOperationAdd(path_or_fileobj="file.bin", path_in_repo="model.bin", rethrow=False)
"""
TOKEN_TRUE = """
from huggingface_hub import HfApi

api = HfApi()
api.upload_folder(
    folder_path="./model",
    repo_id="username/my-model",
    repo_type="model",
    token=True,  # Prompt for token if needed
)
"""
LFS_HEADERS = """
LFS_HEADERS = {
    "Accept": "application/vnd.git-lfs+json",
    "Content-Type": "application/vnd.git-lfs+json",
}
"""
CHUNK_SIZE = """
from math import ceil

chunk_size = ceil(file_size / total_parts)
"""
OID = "403450e234d65943a7dcf7e05a771ce3c92faa84dd07db4ac20f592037a1e4bd"
BACKOFF = """
from huggingface_hub.utils import http_backoff

# Wrapped in http_backoff for resilience
hf_raise_for_status(response)
"""


def _files(reader: Reader, repo_id: str, repo_type: str = "model") -> list[str]:
    code = f"from huggingface_hub import list_repo_files; print(*list_repo_files({repo_id!r}, repo_type={repo_type!r}))"
    return [name for name in reader.python(code).split() if name != ".gitattributes"]


def _create(reader: Reader, repo_id: str, **kwargs: str) -> None:
    reader.python(f"from huggingface_hub import create_repo; create_repo({repo_id!r}, exist_ok=True, **{kwargs!r})")


def test_upload_file(reader: Reader) -> None:
    _create(reader, "lysandre/test-model")
    reader.write("/home/lysandre/dummy-test/README.md", "# Hello\n")

    reader.python(UPLOAD_FILE)

    assert _files(reader, "lysandre/test-model") == ["README.md"]


def test_upload_folder(reader: Reader) -> None:
    _create(reader, "username/my-cool-space", repo_type="space", space_sdk="gradio")
    reader.write("/path/to/local/space/app.py", "print('hi')\n")
    reader.write("/path/to/local/space/data/table.csv", "a,b\n")

    reader.python(UPLOAD_FOLDER)

    assert {"app.py", "data/table.csv"} <= set(_files(reader, "username/my-cool-space", "space"))


def test_large_folder_with_patterns(reader: Reader) -> None:
    _create(reader, "user/large-model")
    for name in ("weights.bin", "model.safetensors", "config.json", "notes.txt", "__pycache__/x.bin", "x.gitx.bin"):
        reader.write(f"/path/to/large/repo/{name}", name)

    reader.python(LARGE_FOLDER, before="from huggingface_hub import upload_folder")

    assert sorted(_files(reader, "user/large-model")) == ["config.json", "model.safetensors", "weights.bin"]


def test_commit_operation_with_error_suppression(reader: Reader) -> None:
    reader.write("file.bin", "x")

    reader.python(
        RETHROW, before="from huggingface_hub import CommitOperationAdd", after="assert operation.rethrow is False"
    )


def test_a_file_that_can_not_be_read_ends_a_commit_or_is_left_out(reader: Reader) -> None:
    _create(reader, "user/suppressed")
    code = """
from huggingface_hub import CommitOperationAdd, create_commit
try:
    CommitOperationAdd(path_or_fileobj="missing.bin", path_in_repo="model.bin")
except ValueError as error:
    print(error)
suppressed = CommitOperationAdd(path_or_fileobj="missing.bin", path_in_repo="model.bin", rethrow=False)
other = CommitOperationAdd(path_or_fileobj=b"x", path_in_repo="other.bin", rethrow=False)
info = create_commit("user/suppressed", [suppressed, other], commit_message="What there is")
assert info.skipped == ["model.bin"]
"""
    assert "'missing.bin' is not a file" in reader.python(code)
    assert _files(reader, "user/suppressed") == ["other.bin"]


def test_commit_operation_can_be_read_as_a_file(reader: Reader) -> None:
    reader.write("file.bin", "content")
    code = """
from huggingface_hub import CommitOperationAdd
operation = CommitOperationAdd(path_or_fileobj="file.bin", path_in_repo="model.bin")
with operation.as_file(with_tqdm=True) as file:
    assert file.read() == b"content"
with CommitOperationAdd(path_or_fileobj=b"bytes", path_in_repo="x").as_file() as file:
    assert file.read() == b"bytes"
"""
    reader.python(code)


def test_unsupported_file_objects_say_so(reader: Reader) -> None:
    code = """
import io
from huggingface_hub import CommitOperationAdd
from huggingface_hub.errors import LocalUploadNotImplementedError

class OneWay(io.RawIOBase):
    def readable(self): return True
    def seekable(self): return False
    def seek(self, *args): raise io.UnsupportedOperation("seek")
    def readinto(self, b): return 0

try:
    CommitOperationAdd(path_or_fileobj=io.BufferedReader(OneWay()), path_in_repo="x")
except LocalUploadNotImplementedError as error:
    print(error)
"""
    assert reader.python(code).strip()


def test_upload_with_the_stored_token(reader: Reader) -> None:
    _create(reader, "username/my-model")
    reader.write("model/weights.bin", "w")
    reader.shell(f"hf auth login --token {MANUAL_TOKEN}", HF_TOKEN="")

    reader.python(TOKEN_TRUE, HF_TOKEN="")

    assert "weights.bin" in _files(reader, "username/my-model")


def test_lfs_names(reader: Reader) -> None:
    code = """
from huggingface_hub import lfs
assert lfs.LFS_HEADERS == LFS_HEADERS
assert lfs.LFS_MULTIPART_UPLOAD_COMMAND == "lfs-multipart-upload"
assert lfs.OID_REGEX.pattern == "^[0-9a-f]{40}$"
from huggingface_hub.lfs import LfsBatchInfo, SliceFileObj, UploadInfo, upload_files_lfs_instances
"""
    reader.python(LFS_HEADERS, after=code)


def test_files_of_lfs_are_uploaded_by_the_batch_protocol(reader: Reader) -> None:
    """With the parameters of the manual's table; what comes back has the names of both of its descriptions."""
    _create(reader, "user/batch")
    code = f"""
import os
from huggingface_hub import CommitOperationAdd, create_commit
from huggingface_hub.lfs import LfsBatchInfo, upload_files_lfs_instances
operation = CommitOperationAdd(path_or_fileobj=os.urandom(11_000_000), path_in_repo="model.bin")
info = upload_files_lfs_instances(
    commit_operations=[operation],
    repo_type="model",
    repo_id="user/batch",
    revision="main",
    endpoint=os.environ["HF_ENDPOINT"],
    transfer_adapters=["basic", "multipart", "xet"],
)
assert isinstance(info, LfsBatchInfo)
assert info.errors == [] and info.actions == {{}}
assert [each["oid"] for each in info.instructions] == [each["oid"] for each in info.objects]
assert len(info.objects[0]["oid"]) == len({OID!r})
assert info.transfers == [info.transfer_mode] and info.transfer_mode in ("basic", "multipart")
create_commit("user/batch", [operation], commit_message="Refer to it")
"""
    reader.python(code)

    assert _files(reader, "user/batch") == ["model.bin"]


def test_chunk_sizes(reader: Reader) -> None:
    reader.python(CHUNK_SIZE, before="file_size, total_parts = 10, 3", after="assert chunk_size == 4")


def test_a_malformed_answer_to_a_batch_is_an_error_of_the_protocol(reader: Reader) -> None:
    code = """
import http.server, threading
from huggingface_hub.lfs import UploadInfo, post_lfs_batch_info

class Hub(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        answer = b'{"objects": [{"size": 1}]}'
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
    def log_message(self, *args): pass

server = http.server.HTTPServer(("127.0.0.1", 0), Hub)
threading.Thread(target=server.serve_forever, daemon=True).start()
try:
    post_lfs_batch_info(
        [UploadInfo.from_bytes(b"x")], token=None, repo_type="model", repo_id="user/name", revision="main",
        endpoint=f"http://127.0.0.1:{server.server_port}",
    )
except ValueError as error:
    print(error)
server.shutdown()
server.server_close()
"""
    assert "LFS" in reader.python(code)


def test_slices_of_files(reader: Reader) -> None:
    code = """
import io
from huggingface_hub.lfs import SliceFileObj
with SliceFileObj(io.BytesIO(b"0123456789"), seek_from=2, read_limit=5) as part:
    assert part.read() == b"23456"
"""
    reader.python(code)


def test_http_backoff(reader: Reader) -> None:
    before = """
import os
from huggingface_hub.utils import hf_raise_for_status, http_backoff
response = http_backoff("GET", os.environ["HF_ENDPOINT"] + "/api/models/tiiuae/falcon-7b-instruct")
"""
    reader.python(BACKOFF, before=before, after="assert response.json()['id'] == 'tiiuae/falcon-7b-instruct'")
