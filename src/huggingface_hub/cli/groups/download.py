"""`hf download`."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import REPO_TYPE, Argument, Command, Option


COMMANDS = [
    Command(
        "download",
        calls=(HfApi.hf_hub_download, HfApi.snapshot_download),
        runs="huggingface_hub.cli.handlers.download:run",
        help="Download files from the Hub, and print where they are.",
        arguments=(
            Argument(
                "repo_id",
                help="The repository: `user/name`, `datasets/user/name` …, an `hf://` address or that of its page.",
            ),
            Argument(
                "filenames",
                type="path",
                nargs=-1,
                required=False,
                help="Files (`config.json`), folders (`data/`) or patterns. Everything without them.",
            ),
        ),
        options={
            "repo_type": Option(
                flags=REPO_TYPE.flags,
                type="choice",
                choices=REPO_TYPE.choices,
                help=REPO_TYPE.help,
                shown_default="model",
                default=None,
            ),
            "include": Option(type="str", multiple=True, help="Download only files that match this pattern: '*.json'."),
            "exclude": Option(type="str", multiple=True, help="Don't download files that match this pattern."),
            "cache_dir": Option(type="path", help="The cache to use instead of the one of HF_HOME."),
            "local_dir": Option(type="path", help="Put the files into this folder instead of the cache."),
            "force_download": Option(help="Download files that are in the cache as well."),
            "dry_run": Option(help="Only list what would be downloaded."),
            "max_workers": Option(help="How many files are downloaded at once."),
            "prefer_cache": Option(help="Use what is cached without asking whether it is the newest."),
            "max_bandwidth": Option(
                type="str",
                help="How much of the network to use at most, per second: 20MB. Goes over plain HTTP, not through Xet.",
            ),
        },
        hides={
            "filename",
            "subfolder",
            "etag_timeout",
            "local_files_only",
            "on_event",
            "allow_patterns",
            "ignore_patterns",
        },
        examples=[
            "hf download user/model",
            "hf download user/model config.json",
            "hf download user/model --include '*.safetensors' --exclude '*.bin'",
            "hf download datasets/user/name data/ --local-dir ./name",
            "hf download hf://datasets/user/name@v1/train.csv",
            "hf download https://huggingface.co/user/model/blob/main/config.json",
        ],
    )
]
