"""`hf local-hub`: a Hub of one's own."""

from __future__ import annotations

from huggingface_hub.cli.declare import REPO_TYPE, Argument, Command, Group, Option


ROOT = Option(type="path", help="The folder that holds everything of the Hub. By default `local-hub` in HF_HOME.")

GROUP = Group("local-hub", "A Hub of your own on this machine: to try things, to work offline, to test.", topic="local")
GROUP.add(
    Command(
        "serve",
        runs="huggingface_hub.cli.handlers.local_hub:serve",
        help="Run a Hub until Ctrl-C. Prints HF_ENDPOINT and HF_TOKEN first, ready for `export`.",
        options={
            "root": ROOT,
            "host": Option(type="str", default="127.0.0.1", help="The address to listen on."),
            "port": Option(type="int", default=0, help="The port to listen on; 0: any free one."),
            "users": Option(type="path", help="A TOML or JSON file of users, tokens and organizations."),
            "cdn_url": Option(type="str", help="Serve large files under this address instead of the Hub's own."),
            "xet": Option(type="bool", default=True, help="Offer Xet too, which clients that have hf_xet then use."),
            "webhooks_anywhere": Option(
                type="bool", default=False, help="Let webhooks call other machines than this one."
            ),
        },
        examples=["hf local-hub serve", "hf local-hub serve --root ./hub --port 8080"],
    ),
    Command(
        "import",
        runs="huggingface_hub.cli.handlers.local_hub:import_folder",
        help="Put a folder into a repository of a local Hub.",
        arguments=(
            Argument("folder", type="path", help="The folder."),
            Argument("repo_id", help="The repository: `user/name`. It is made if it does not exist."),
        ),
        options={
            "repo_type": REPO_TYPE,
            "root": ROOT,
            "private": Option(type="bool", help="Make the repository private if it is new."),
        },
        examples=["hf local-hub import ./model user/model --root ./hub"],
    ),
    Command(
        "demo",
        runs="huggingface_hub.cli.handlers.local_hub:demo",
        help="Start a Hub, push a folder, download it in three ways, and compare every byte.",
        arguments=(Argument("folder", type="path", required=False, help="The folder. By default a sample model."),),
        examples=["hf local-hub demo", "hf local-hub demo ./model"],
    ),
)

COMMANDS = [GROUP]
