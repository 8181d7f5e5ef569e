"""`hf jobs`: commands that run on the Hub's machines, once or on a schedule."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import TOKEN, Argument, Command, Group, Option
from huggingface_hub.types.jobs import JobHardware, JobStage


HANDLERS = "huggingface_hub.cli.handlers.jobs"
RUNS = "huggingface_hub.cli.handlers.job_runs"
ID = Argument("job_id", help="The job: its id, or `namespace/id`.")
IDS = Argument("job_ids", nargs=-1, help="The jobs: their ids, or `namespace/id`.")
SCHEDULED_ID = Argument("scheduled_job_id", help="The scheduled job: its id, or `namespace/id`.")
SCHEDULE = Argument("schedule", help="When: a cron expression such as '0 9 * * 1', or @hourly, @daily, @weekly.")
IMAGE = Argument("image", help="A Docker image such as python:3.12, or that of a Space: hf.co/spaces/user/name.")
COMMAND = Argument("command", nargs=-1, help="What to run. All that follows the image belongs to it, options too.")
SCRIPT = Argument("script", help="Address of a script, or a path in one of the volumes.")
SCRIPT_ARGS = Argument(
    "script_args", nargs=-1, required=False, help="What it is given. All that follows the script belongs to it."
)
LABEL = Option(flags=("-l", "--label"), type="str", multiple=True, help="A label: KEY=value, or KEY.")
NAME = Option(type="str", help="Its name.")
SSH = {
    "identity_file": Option(flags=("-i", "--identity-file"), type="path", help="The private key to log in with."),
    "dry_run": Option(type="bool", switch=True, help="Print the command for ssh, and don't run it."),
}
CLEAR = Option(type="bool", switch=True, help="Remove all of them.")
DETACH = Option(flags=("-d", "--detach"), type="bool", switch=True, help="Don't wait for its end.")
LAUNCH = {
    "env": Option(
        flags=("-e", "--env"),
        type="str",
        multiple=True,
        help="A variable: KEY=value, or KEY for the value that it has in your environment.",
    ),
    "secrets": Option(
        flags=("-s", "--secrets"),
        type="str",
        multiple=True,
        help="A secret variable: KEY takes the value from your environment (HF_TOKEN: your login), KEY=value gives it.",
    ),
    "name": Option(help="Its name. By default one is made from what runs."),
    "label": LABEL,
    "volume": Option(
        flags=("-v", "--volume"),
        type="str",
        multiple=True,
        help="What to mount, and where: FOLDER:/path or hf://[datasets/|spaces/|buckets/]user/name:/path, each perhaps with "
        ":ro or :rw. A folder of this machine is uploaded first, and read-only unless you say :rw.",
    ),
    "env_file": Option(type="str", help="A file of KEY=value lines, for variables; -: standard input."),
    "secrets_file": Option(type="str", help="A file of KEY=value lines, for secrets; -: standard input."),
    "flavor": Option(
        choices=tuple(machine.value for machine in JobHardware),
        soft=True,
        help="The machine; `hf jobs hardware` lists them. cpu-basic without it.",
    ),
    "timeout": Option(type="str", help="Stop it after this long: 300, 90s, 5m, 1.5h, 1d."),
    "attempts": Option(type="int", minimum=1, help="How often it may be started in all if it fails."),
    "dry_run": Option(type="bool", switch=True, help="Say what would run, and don't run it."),
    "expose": Option(type="int", multiple=True, help="A port to open for those who may read the namespace."),
    "expose_public": Option(type="int", multiple=True, help="A port to open for everyone."),
}
ONCE = {
    "detach": DETACH,
    "ssh": Option(switch=True, help="Let those who may write to the namespace log in over SSH."),
    "network_alias": Option(type="str", multiple=True, help="A name under which it is found in the network group."),
}
UV = {
    "dependencies": Option(flags=("--with",), type="str", multiple=True, help="A package to install, such as torch."),
    "python": Option(flags=("-p", "--python"), help="Version of Python."),
}
HIDDEN = {"labels", "volumes"}

UV_GROUP = Group("uv", "Run Python scripts with their dependencies.")
UV_GROUP.add(
    Command(
        "run",
        calls=HfApi.run_uv_job,
        runs=f"{RUNS}:run_uv",
        help="Run a Python script, with the packages that it needs.",
        arguments=(SCRIPT, SCRIPT_ARGS),
        options={**LAUNCH, **ONCE, **UV},
        hides={*HIDDEN, "network_aliases"},
        passes=True,
        examples=[
            "hf jobs uv run --with torch https://example.com/train.py --epochs 3",
            "hf jobs uv run --flavor a10g-small -s HF_TOKEN -v hf://datasets/user/code:/code /code/train.py",
        ],
    )
)

SCHEDULED_UV = Group("uv", "Run Python scripts on a schedule.")
SCHEDULED_UV.add(
    Command(
        "run",
        calls=HfApi.create_scheduled_uv_job,
        runs=f"{RUNS}:schedule_uv",
        help="Run a Python script on a schedule, with the packages that it needs.",
        arguments=(SCHEDULE, SCRIPT, SCRIPT_ARGS),
        options={**LAUNCH, **UV},
        hides=HIDDEN,
        passes=True,
        examples=["hf jobs scheduled uv run @daily https://example.com/report.py"],
    )
)

SCHEDULED = Group("scheduled", "Jobs that the Hub starts again and again.")
SCHEDULED.add(
    Command(
        "run",
        calls=HfApi.create_scheduled_job,
        runs=f"{RUNS}:schedule",
        help="Run a command on a schedule.",
        arguments=(SCHEDULE, IMAGE, COMMAND),
        options=LAUNCH,
        hides=HIDDEN,
        passes=True,
        examples=["hf jobs scheduled run --name report @daily python:3.12 python -c 'print(1)'"],
    ),
    SCHEDULED_UV,
    Command(
        "list | ls | ps",
        calls=HfApi.list_scheduled_jobs,
        runs=f"{HANDLERS}:list_scheduled",
        help="List scheduled jobs.",
        options={
            "all": Option(flags=("-a", "--all"), type="bool", switch=True, help="Those that are paused, too."),
            "status": Option(
                choices=("active", "suspended"), soft=True, multiple=True, help="Only those with this status."
            ),
            "label": Option(
                flags=("-l", "--label"), type="str", multiple=True, help="Only those with this label: KEY=value."
            ),
            "name": Option(type="str", help="Only those with this name."),
        },
        hides={"labels", "timeout"},
        examples=["hf jobs scheduled ls -a", "hf jobs scheduled ls --status suspended --label team=data"],
    ),
    Command(
        "inspect",
        calls=HfApi.inspect_scheduled_job,
        runs=f"{HANDLERS}:inspect_scheduled",
        help="Print all that is known about scheduled jobs.",
        arguments=(Argument("scheduled_job_ids", nargs=-1, help="The scheduled jobs: their ids, or `namespace/id`."),),
        hides={"scheduled_job_id"},
        examples=["hf jobs scheduled inspect 687f911eaea852de79c4a50a"],
    ),
    *(
        Command(
            word,
            calls=operation,
            runs=f"{HANDLERS}:{word}_scheduled",
            arguments=(SCHEDULED_ID,),
            examples=[f"hf jobs scheduled {word} 687f911eaea852de79c4a50a"],
        )
        for word, operation in (
            ("suspend", HfApi.suspend_scheduled_job),
            ("resume", HfApi.resume_scheduled_job),
            ("trigger", HfApi.trigger_scheduled_job),
            ("delete", HfApi.delete_scheduled_job),
        )
    ),
    Command(
        "reschedule",
        calls=HfApi.update_scheduled_job_schedule,
        runs=f"{HANDLERS}:reschedule",
        arguments=(SCHEDULED_ID, SCHEDULE),
        examples=["hf jobs scheduled reschedule 687f911eaea852de79c4a50a '0 9 * * 1'"],
    ),
    Command(
        "labels",
        calls=HfApi.update_scheduled_job_labels,
        runs=f"{HANDLERS}:label_scheduled",
        help="Name and label a scheduled job. Labels replace all that it has; a name alone keeps them.",
        arguments=(SCHEDULED_ID,),
        options={"name": NAME, "label": LABEL, "clear": CLEAR},
        hides={"labels"},
        examples=["hf jobs scheduled labels 687f911eaea852de79c4a50a --name report"],
    ),
)

GROUP = Group("jobs", "Run commands on the Hub's machines.")
GROUP.add(
    Command(
        "run",
        calls=HfApi.run_job,
        runs=f"{RUNS}:run",
        help="Run a command in a container, and print what it writes.",
        arguments=(IMAGE, COMMAND),
        options={**LAUNCH, **ONCE},
        hides={*HIDDEN, "network_aliases"},
        passes=True,
        examples=[
            "hf jobs run python:3.12 python -c 'print(1)'",
            "hf jobs run --detach --flavor a10g-small -s HF_TOKEN -v hf://user/model:/model python:3.12 ls /model",
        ],
    ),
    UV_GROUP,
    SCHEDULED,
    Command(
        "rerun",
        calls=HfApi.rerun_job,
        runs=f"{RUNS}:rerun",
        arguments=(ID,),
        options={"detach": DETACH},
        examples=["hf jobs rerun 687f911eaea852de79c4a50a"],
    ),
    Command(
        "list | ls | ps",
        calls=HfApi.list_jobs,
        runs=f"{HANDLERS}:list_jobs",
        help="List jobs: without options, those that run or wait for a machine.",
        options={
            "all": Option(flags=("-a", "--all"), type="bool", switch=True, help="Those that have ended, too."),
            "status": Option(
                choices=tuple(stage.value for stage in JobStage),
                soft=True,
                multiple=True,
                help="Only those in this state; several with commas between them.",
            ),
            "label": Option(
                flags=("-l", "--label"), type="str", multiple=True, help="Only those with this label: KEY=value."
            ),
            "name": Option(type="str", help="Only those with this name."),
            "limit": Option(type="int", default=100, help="How many to show; 0: all."),
        },
        hides={"labels", "timeout"},
        examples=[
            "hf jobs ls",
            "hf jobs ls --status error,canceled --label team=data",
            "hf jobs ls -a --name training",
        ],
    ),
    Command(
        "logs",
        calls=HfApi.fetch_job_logs,
        runs=f"{HANDLERS}:logs",
        help="Print what a job wrote.",
        arguments=(ID,),
        options={
            "follow": Option(flags=("-f", "--follow"), switch=True, help="Stay until it ends."),
            "tail": Option(flags=("-n", "--tail"), type="int", help="Begin with the last that many lines."),
        },
        examples=[
            "hf jobs logs 687f911eaea852de79c4a50a -n 50",
            "hf jobs logs -f organization/687f911eaea852de79c4a50a",
        ],
    ),
    Command(
        "inspect",
        calls=HfApi.inspect_job,
        runs=f"{HANDLERS}:inspect_jobs",
        help="Print all that is known about jobs.",
        arguments=(IDS,),
        hides={"job_id"},
        examples=["hf jobs inspect 687f911eaea852de79c4a50a"],
    ),
    Command(
        "stats",
        calls=HfApi.fetch_job_metrics,
        runs=f"{HANDLERS}:stats",
        help="Measure what jobs use: processor, memory, network and GPUs. All that run, if none is named.",
        arguments=(Argument("job_ids", nargs=-1, required=False, help="The jobs: their ids, or `namespace/id`."),),
        options={"follow": Option(flags=("-f", "--follow"), switch=True, help="Go on until they end.")},
        hides={"job_id"},
        examples=["hf jobs stats", "hf jobs stats -f 687f911eaea852de79c4a50a"],
    ),
    Command(
        "wait",
        calls=HfApi.wait_for_job,
        runs=f"{HANDLERS}:wait",
        help="Wait until jobs have ended. Ends with an error (1) if one of them failed.",
        arguments=(IDS,),
        options={"timeout": Option(type="str", help="How long at most: 300, 90s, 5m, 1.5h.")},
        hides={"job_id", "poll_interval", "stages"},
        examples=["hf jobs wait 687f911eaea852de79c4a50a --timeout 1h"],
    ),
    Command(
        "ssh",
        runs="huggingface_hub.cli.handlers.ssh:job",
        help="Log in to a job that was started with --ssh, with ssh. Waits until it runs. Your public key has to be in your "
        "account's settings.",
        arguments=(ID,),
        options={**SSH, "namespace": Option(type="str", help="Whose job it is; yours by default."), "token": TOKEN},
        examples=["hf jobs ssh 687f911eaea852de79c4a50a", "hf jobs ssh 687f911eaea852de79c4a50a --dry-run"],
    ),
    Command(
        "cancel",
        calls=HfApi.cancel_job,
        runs=f"{HANDLERS}:cancel",
        arguments=(ID,),
        examples=["hf jobs cancel 687f911eaea852de79c4a50a"],
    ),
    Command(
        "expose",
        calls=HfApi.update_job_expose,
        runs=f"{HANDLERS}:expose",
        help="Open other ports of a running job, instead of those that are open.",
        arguments=(
            ID,
            Argument(
                "ports",
                type="int",
                nargs=-1,
                required=False,
                help="Ports to open for those who may read the namespace.",
            ),
        ),
        options={
            "public": Option(type="int", multiple=True, help="A port to open for everyone."),
            "clear": Option(type="bool", switch=True, help="Close all of them."),
        },
        hides={"expose", "expose_public"},
        examples=["hf jobs expose 687f911eaea852de79c4a50a 8000 --public 9000"],
    ),
    Command(
        "labels",
        calls=HfApi.update_job_labels,
        runs=f"{HANDLERS}:label",
        help="Name and label a job. Labels replace all that it has; a name alone keeps them.",
        arguments=(ID,),
        options={"name": NAME, "label": LABEL, "clear": CLEAR},
        hides={"labels"},
        examples=["hf jobs labels 687f911eaea852de79c4a50a --label team=data --label urgent"],
    ),
    Command(
        "hardware",
        calls=HfApi.list_jobs_hardware,
        runs=f"{HANDLERS}:hardware",
        help="List the machines that jobs can run on, and what they cost.",
        hides={"token"},
        examples=["hf jobs hardware"],
    ),
)

COMMANDS = [GROUP]
