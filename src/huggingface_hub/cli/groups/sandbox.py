"""`hf sandbox`: machines of the Hub to run code on that should not run here."""

from __future__ import annotations

from huggingface_hub.cli.declare import TOKEN, Argument, Command, Group, Option
from huggingface_hub.cli.groups.jobs import LABEL, LAUNCH


HANDLERS = "huggingface_hub.cli.handlers.sandbox"
ID = Argument("sandbox_id", help="The sandbox: its id, as `hf sandbox create` prints it.")
COMMAND = Argument(
    "command",
    nargs=-1,
    help="What to run. All that follows the id belongs to it, options too; a -- before it is left out.",
)
IMAGE = Argument("image", required=False, help="A Docker image with a shell; python:3.12 without it.")
FLAVOR = LAUNCH["flavor"]
WHOSE = {"namespace": Option(type="str", help="Whose it is; yours by default."), "token": TOKEN}
ENVIRONMENT = {"env": LAUNCH["env"], "env_file": LAUNCH["env_file"]}
WORKDIR = Option(flags=("-w", "--workdir"), type="str", help="The folder to run it in.")
YES = Option(flags=("-y", "--yes"), type="bool", switch=True, help="Don't ask.")

POOL = Group("pool", "Machines that many sandboxes share.")
POOL.add(
    Command(
        "create",
        runs=f"{HANDLERS}:create_pool",
        help="Start a machine that sandboxes can share. `hf sandbox create --pool ID` then takes a moment.",
        arguments=(IMAGE,),
        options={
            "flavor": FLAVOR,
            "per_host": Option(type="int", default=50, minimum=1, help="How many sandboxes share a machine."),
            "max_hosts": Option(type="int", minimum=1, help="The most machines. No limit without it."),
            "idle_timeout": Option(
                type="str", help="End a machine that had no sandboxes for this long, such as 30m. 10m without it."
            ),
            **WHOSE,
        },
        examples=["hf sandbox pool create", "hf sandbox pool create python:3.12 --per-host 20 --idle-timeout 30m"],
    ),
    Command(
        "ls | list",
        runs=f"{HANDLERS}:list_pools",
        help="List the pools that run.",
        options=WHOSE,
        examples=["hf sandbox pool ls"],
    ),
    Command(
        "delete | rm",
        runs=f"{HANDLERS}:delete_pool",
        help="End all machines of a pool, and every sandbox on them.",
        arguments=(Argument("pool_id", help="The pool."),),
        options={"yes": YES, **WHOSE},
        examples=["hf sandbox pool delete pool-ab12cd34ef56"],
    ),
)

PROCESS = Group("process", "What runs in the background of a sandbox.")
PROCESS.add(
    Command(
        "ls | list",
        runs=f"{HANDLERS}:list_processes",
        help="List what `hf sandbox spawn` started in a sandbox.",
        arguments=(ID,),
        options=WHOSE,
        examples=["hf sandbox process ls 687f911eaea852de79c4a50a"],
    ),
    Command(
        "kill",
        runs=f"{HANDLERS}:kill_process",
        help="End one of them.",
        arguments=(ID, Argument("pid", type="int", help="Its number.")),
        options=WHOSE,
        examples=["hf sandbox process kill 687f911eaea852de79c4a50a 42"],
    ),
)

GROUP = Group("sandbox", "Run code that should not run here, on machines of the Hub. Experimental.")
GROUP.add(
    Command(
        "create",
        runs=f"{HANDLERS}:create",
        help="Start a sandbox, and print its id. It ends by itself when nothing happens in it.",
        arguments=(IMAGE,),
        options={
            "pool": Option(type="str", help="Share a machine of this pool: starts at once. Its image is the pool's."),
            "flavor": FLAVOR,
            "idle_timeout": Option(
                type="str", help="End it when nothing happened for this long, such as 30m. 10m without it."
            ),
            **ENVIRONMENT,
            "secrets": LAUNCH["secrets"],
            "secrets_file": LAUNCH["secrets_file"],
            "label": LABEL,
            "volume": LAUNCH["volume"],
            "namespace": WHOSE["namespace"],
            "forward_hf_token": Option(
                type="bool", switch=True, help="Give it your token: what runs there can then do whatever you can."
            ),
            "token": TOKEN,
        },
        examples=[
            "hf sandbox create",
            "hf sandbox create ubuntu:24.04 --flavor a10g-small",
            "hf sandbox create -q --idle-timeout 30m",
        ],
    ),
    Command(
        "exec",
        runs=f"{HANDLERS}:execute",
        help="Run a command in a sandbox, and end with its exit code.",
        arguments=(ID, COMMAND),
        options={
            "workdir": WORKDIR,
            **ENVIRONMENT,
            "exec_timeout": Option(flags=("--timeout",), type="float", help="End it after this many seconds."),
            **WHOSE,
        },
        passes=True,
        examples=[
            "hf sandbox exec 687f911eaea852de79c4a50a -- python -c 'print(42)'",
            "hf sandbox exec -w /app 687f911eaea852de79c4a50a -- pytest -x",
        ],
    ),
    Command(
        "spawn",
        runs=f"{HANDLERS}:spawn",
        help="Start a command in the background of a sandbox, and print its number.",
        arguments=(ID, COMMAND),
        options={"workdir": WORKDIR, **ENVIRONMENT, **WHOSE},
        passes=True,
        examples=["hf sandbox spawn 687f911eaea852de79c4a50a -- python -m http.server 8000"],
    ),
    Command(
        "cp",
        runs=f"{HANDLERS}:copy",
        help="Copy a file into a sandbox, or out of it.",
        arguments=(
            Argument("src", help="The file: a path here, or SANDBOX_ID:PATH."),
            Argument("dst", help="Where to: a path here, or SANDBOX_ID:PATH."),
        ),
        options=WHOSE,
        examples=[
            "hf sandbox cp data.csv 687f911eaea852de79c4a50a:/data/data.csv",
            "hf sandbox cp 687f911eaea852de79c4a50a:/app/result.json result.json",
        ],
    ),
    Command(
        "kill",
        runs=f"{HANDLERS}:kill",
        help="End a sandbox; a machine that is shared, with all that are on it; or everything.",
        arguments=(Argument("sandbox_id", required=False, help="The sandbox or machine."),),
        options={
            "all_": Option(flags=("--all",), type="bool", switch=True, help="All that the namespace has."),
            "yes": YES,
            **WHOSE,
        },
        examples=["hf sandbox kill 687f911eaea852de79c4a50a", "hf sandbox kill --all"],
    ),
    POOL,
    PROCESS,
)

COMMANDS = [GROUP]
