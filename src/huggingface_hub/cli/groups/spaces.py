"""`hf spaces`: find Spaces, run them, and change what they run on."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import TOKEN, Argument, Command, Group, Option, Result, Table
from huggingface_hub.cli.groups.jobs import SSH
from huggingface_hub.cli.groups.repos import HARDWARE
from huggingface_hub.cli.groups.search import SPACES


SPACE = Argument("repo_id", help="The Space: `user/name`.")
HANDLERS = "huggingface_hub.cli.handlers.spaces"

SECRETS = Group("secrets", "Secret settings of a Space. Their values can be set, but never read.")
SECRETS.add(
    Command(
        "list | ls",
        calls=HfApi.get_space_secrets,
        runs=f"{HANDLERS}:list_secrets",
        help="List the names of a Space's secrets.",
        arguments=(SPACE,),
        examples=["hf spaces secrets ls user/space"],
    ),
    Command(
        "add",
        calls=HfApi.add_space_secret,
        runs=f"{HANDLERS}:add_secrets",
        help="Set secrets of a Space, new or not. The Space restarts.",
        arguments=(SPACE,),
        hides={"key", "value", "description"},
        options={
            "secrets": Option(
                flags=("-s", "--secrets"),
                type="str",
                multiple=True,
                help="KEY takes the value from your environment, KEY=value gives it.",
            ),
            "secrets_file": Option(type="str", help="A file of KEY=value lines; -: standard input."),
        },
        examples=[
            "hf spaces secrets add user/space -s HF_TOKEN",
            "hf spaces secrets add user/space --secrets-file .env",
        ],
    ),
    Command(
        "delete",
        calls=HfApi.delete_space_secret,
        arguments=(SPACE, "key"),
        confirm="Delete the secret {key} of {repo_id}?",
        shows=Result("Secret deleted", space_id="repo_id", key="key"),
        examples=["hf spaces secrets delete user/space API_KEY --yes"],
    ),
)

VARIABLES = Group("variables", "Public settings of a Space.")
VARIABLES.add(
    Command(
        "list | ls",
        calls=HfApi.get_space_variables,
        runs=f"{HANDLERS}:list_variables",
        help="List the variables of a Space.",
        arguments=(SPACE,),
        examples=["hf spaces variables ls user/space"],
    ),
    Command(
        "add",
        calls=HfApi.add_space_variable,
        runs=f"{HANDLERS}:add_variables",
        help="Set variables of a Space, new or not. The Space restarts.",
        arguments=(SPACE,),
        hides={"key", "value", "description"},
        options={
            "env": Option(
                flags=("-e", "--env"),
                type="str",
                multiple=True,
                help="KEY=value, or KEY for the value that it has in your environment.",
            ),
            "env_file": Option(type="str", help="A file of KEY=value lines; -: standard input."),
        },
        examples=["hf spaces variables add user/space -e MODEL=user/model -e DEBUG=1"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_space_variable,
        arguments=(SPACE, "key"),
        confirm="Delete the variable {key} of {repo_id}?",
        shows=Result("Variable deleted", space_id="repo_id", key="key"),
        examples=["hf spaces variables delete user/space DEBUG --yes"],
    ),
)

VOLUMES = Group("volumes", "Repositories and buckets that a Space sees as folders.")
VOLUMES.add(
    Command(
        "list | ls",
        calls=HfApi.get_space_runtime,
        runs=f"{HANDLERS}:list_volumes",
        help="List what is mounted in a Space.",
        arguments=(SPACE,),
        examples=["hf spaces volumes ls user/space"],
    ),
    Command(
        "set",
        calls=HfApi.set_space_volumes,
        runs=f"{HANDLERS}:set_volumes",
        help="Mount repositories and buckets in a Space, instead of all that was mounted.",
        arguments=(SPACE,),
        hides={"volumes"},
        options={
            "volume": Option(
                flags=("-v", "--volume"),
                type="str",
                multiple=True,
                help="hf://[datasets/|spaces/|buckets/]user/name:/folder[:ro|:rw]",
            )
        },
        examples=["hf spaces volumes set user/space -v hf://user/model:/model -v hf://buckets/user/data:/data:rw"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_space_volumes,
        help="Unmount everything.",
        arguments=(SPACE,),
        confirm="Unmount everything from {repo_id}?",
        shows=Result("Volumes removed", space_id="repo_id"),
        examples=["hf spaces volumes delete user/space --yes"],
    ),
)

ZERO_GPU = Group("zero-gpu", "Shared GPUs.")
ZERO_GPU.add(
    Command(
        "quota",
        calls=HfApi.get_zero_gpu_quota,
        runs=f"{HANDLERS}:quota",
        help="Say how long you may still use shared GPUs today.",
        examples=["hf spaces zero-gpu quota"],
    )
)

SPACES.add(
    Command(
        "search",
        calls=HfApi.search_spaces,
        runs=f"{HANDLERS}:search",
        help="Find Spaces by what they do, best first.",
        options={
            "filter": Option(type="str", multiple=True, help="A tag that they must have."),
            "sdk": Option(type="str", multiple=True, help="What they are built with: gradio, docker, static."),
            "description": Option(type="bool", default=False, help="Say what each does."),
            "limit": Option(type="int", default=10, help="How many to show."),
        },
        examples=["hf spaces search 'remove the background of pictures' --sdk gradio --limit 5"],
    ),
    Command(
        "hardware",
        calls=HfApi.list_spaces_hardware,
        runs=f"{HANDLERS}:hardware",
        help="List the machines that Spaces can run on, and what they cost.",
        examples=["hf spaces hardware"],
    ),
    Command(
        "templates",
        calls=HfApi.list_space_templates,
        help="List the templates that `hf repos create --template` can start from.",
        shows=Table("repo_id", "name", "sdk", "preferred_private", id_key="repo_id"),
        examples=["hf spaces templates"],
    ),
    Command(
        "settings",
        calls=(HfApi.request_space_hardware, HfApi.set_space_sleep_time),
        runs=f"{HANDLERS}:settings",
        help="Choose the machine that a Space runs on, and when it goes to sleep.",
        arguments=(SPACE,),
        options={
            "sleep_time": Option(type="int", help="Seconds without a visit after which it is stopped; -1: never."),
            "hardware": Option(choices=HARDWARE, soft=True, help="The machine; `hf spaces hardware` lists them."),
        },
        examples=["hf spaces settings user/space --hardware t4-medium --sleep-time 3600"],
    ),
    Command(
        "pause",
        calls=HfApi.pause_space,
        arguments=(SPACE,),
        shows=Result("Space paused", space_id="repo_id", stage="result.stage"),
        examples=["hf spaces pause user/space"],
    ),
    Command(
        "restart",
        calls=HfApi.restart_space,
        arguments=(SPACE,),
        options={"factory_reboot": Option(switch=True)},
        shows=Result("Space restarted", space_id="repo_id", stage="result.stage"),
        examples=["hf spaces restart user/space --factory-reboot"],
    ),
    Command(
        "dev-mode",
        calls=(HfApi.enable_space_dev_mode, HfApi.disable_space_dev_mode),
        runs=f"{HANDLERS}:dev_mode",
        help="Let a Space be changed over SSH while it runs.",
        arguments=(SPACE,),
        options={"stop": Option(type="bool", default=False, help="No longer.")},
        examples=["hf spaces dev-mode user/space", "hf spaces dev-mode user/space --stop"],
    ),
    Command(
        "logs",
        calls=HfApi.fetch_space_logs,
        runs=f"{HANDLERS}:logs",
        help="Print what a Space writes.",
        arguments=(SPACE,),
        options={
            "build": Option(switch=True, help="What was written while it was built."),
            "follow": Option(flags=("-f", "--follow"), switch=True, help="Wait for more, as it is written."),
            "tail": Option(flags=("-n", "--tail"), type="int", help="Begin with the last that many lines."),
        },
        examples=[
            "hf spaces logs user/space -n 50",
            "hf spaces logs user/space --build",
            "hf spaces logs user/space -f",
        ],
    ),
    Command(
        "wait",
        calls=HfApi.wait_for_space,
        runs=f"{HANDLERS}:wait",
        help="Wait until a Space runs. Ends with an error (1) if it fails, or is stopped.",
        arguments=(SPACE,),
        options={"timeout": Option(type="str", help="How long at most: 300, 90s, 5m, 1.5h.")},
        hides={"poll_interval"},
        examples=["hf spaces wait user/space --timeout 10m"],
    ),
    Command(
        "ssh",
        runs="huggingface_hub.cli.handlers.ssh:space",
        help="Log in to the machine of a Space in dev mode, with ssh. Your public key has to be in your account's settings.",
        arguments=(Argument("space_id", help="The Space: `user/name`."),),
        options={
            **SSH,
            "auto": Option(type="bool", switch=True, help="Switch dev mode on without asking, if it is off."),
            "token": TOKEN,
        },
        examples=["hf spaces ssh user/space", "hf spaces ssh user/space --auto -i ~/.ssh/id_ed25519"],
    ),
    Command(
        "hot-reload",
        runs="huggingface_hub.cli.handlers.hot_reload:reload",
        help="Change a Python file of a Gradio Space while it runs, without building it again. Makes a commit. Experimental.",
        arguments=(
            Argument("space_id", help="The Space: `user/name`."),
            Argument("filename", required=False, help="The file in the Space; by default that of --local-file."),
        ),
        options={
            "local_file": Option(
                flags=("-f", "--local-file"),
                type="path",
                help="Its new content. Without it, an editor opens with the content as it is.",
            ),
            "skip_checks": Option(
                type="bool", default=False, help="Try it even if the Space does not look fit for it."
            ),
            "skip_summary": Option(type="bool", default=False, help="Don't wait for what the Space makes of it."),
            "token": TOKEN,
        },
        examples=["hf spaces hot-reload user/space app.py", "hf spaces hot-reload user/space -f app.py"],
    ),
    SECRETS,
    VARIABLES,
    VOLUMES,
    ZERO_GPU,
)

COMMANDS = [SPACES]
