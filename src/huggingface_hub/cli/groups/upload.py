"""`hf upload` and `hf upload-large-folder`."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import REPO_TYPE, TOKEN, Argument, Command, Option, Result


PROGRAM_ONLY = {
    "path_or_fileobj",
    "folder_path",
    "parent_commit",
    "rebase",
    "on_event",
    "allow_patterns",
    "ignore_patterns",
    "delete_patterns",
}
TYPE = Option(
    flags=REPO_TYPE.flags,
    type="choice",
    choices=REPO_TYPE.choices,
    help=REPO_TYPE.help,
    shown_default="model",
    default=None,
)
REPO = Argument("repo_id", help="The repository: `user/name`, `datasets/user/name` … or an `hf://` address.")

COMMANDS = [
    Command(
        "upload",
        calls=(HfApi.upload_file, HfApi.upload_folder),
        runs="huggingface_hub.cli.handlers.upload:run",
        help="Upload a file or a folder. Folders of more than 2,000 files go up in several commits.",
        arguments=(
            REPO,
            Argument(
                "local_path",
                type="path",
                required=False,
                help="The file, the folder, or a pattern. By default what is called like the repository here.",
            ),
            Argument("path_in_repo", required=False, help="Where it goes. By default a file keeps its name."),
        ),
        options={
            "repo_type": TYPE,
            "private": Option(type="bool", help="Make the repository private if it does not exist yet."),
            "include": Option(type="str", multiple=True, help="Upload only files that match this pattern."),
            "exclude": Option(type="str", multiple=True, help="Don't upload files that match this pattern."),
            "delete": Option(
                type="str", multiple=True, help="Delete files that match this from the repository, in the same commit."
            ),
            "commit_message": Option(help="The first line of the commit."),
            "commit_description": Option(help="The text below the first line."),
            "create_pr": Option(
                type="bool", default=False, help="Make a pull request instead of a commit on the branch."
            ),
            "max_bandwidth": Option(
                type="str",
                help="How much of the network large files use at most, per second: 20MB. "
                "Goes over plain HTTP, not through Xet.",
            ),
            "atomic": Option(
                type="bool",
                default=False,
                help="Make everything visible at once, however many files there are.",
            ),
            "every": Option(type="float", help="Commit what has changed every so many minutes, until Ctrl-C."),
        },
        hides=PROGRAM_ONLY,
        examples=[
            "hf upload user/model ./folder",
            "hf upload user/model ./model.safetensors weights/model.safetensors",
            "hf upload user/data . data/ --repo-type dataset --include '*.csv'",
            "hf upload user/model . --create-pr --commit-message 'New weights'",
        ],
    ),
    Command(
        "upload-large-folder",
        calls=HfApi.upload_large_folder,
        help="Upload a folder of any size: the same as `hf upload`, which does so too.",
        arguments=(REPO, Argument("folder_path", type="path", help="The folder.")),
        options={
            "allow_patterns": Option(
                flags=("--include",), type="str", multiple=True, help="Upload only files that match this pattern."
            ),
            "ignore_patterns": Option(
                flags=("--exclude",), type="str", multiple=True, help="Don't upload files that match this pattern."
            ),
            "private": Option(type="bool", help="Make the repository private if it does not exist yet."),
            "token": TOKEN,
        },
        hides={"num_workers", "print_report", "print_report_every"},
        shows=Result("Uploaded", repo_id="repo_id"),
        examples=["hf upload-large-folder user/data ./data --repo-type dataset"],
    ),
]
