"""`hf webhooks`: have the Hub tell a server, or start a job, when something changes."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Group, Option, Result


ID = Argument("webhook_id", help="The webhook, as `hf webhooks ls` prints it.")
SECRETS = {
    "secrets": Option(
        flags=("-s", "--secrets"),
        type="str",
        multiple=True,
        help="A secret variable of the job: KEY takes the value from your environment, KEY=value gives it.",
    ),
    "secrets_file": Option(type="str", help="A file of KEY=value lines, for the job's secrets; -: standard input."),
}
DOMAIN = Option(
    flags=("--domain",),
    choices=("repo", "discussion"),
    multiple=True,
    help="What counts: changes of files and settings, or what people write. Both without it.",
)
WATCH = "What to watch: `model:user/name`, `dataset:…`, `space:…`, `bucket:…`, or all that `user:…` or `org:…` own."
URL = Option(help="Where to send events.")
JOB = Option(help="A job to copy and start for each event instead.")
SECRET = Option(help="Sent with each event as X-Webhook-Secret, so that your server knows that it comes from the Hub.")

GROUP = Group("webhooks", "Have the Hub tell your server, or start a job, when something changes.")
GROUP.add(
    Command(
        "list | ls",
        calls=HfApi.list_webhooks,
        runs="huggingface_hub.cli.handlers.webhooks:list_webhooks",
        help="List your webhooks.",
        examples=["hf webhooks ls"],
    ),
    Command(
        "info",
        calls=HfApi.get_webhook,
        runs="huggingface_hub.cli.handlers.webhooks:info",
        help="Print a webhook. Its secret is not shown.",
        arguments=(ID,),
        examples=["hf webhooks info 654bbbc16f2ec14d77f109cc"],
    ),
    Command(
        "create",
        calls=HfApi.create_webhook,
        runs="huggingface_hub.cli.handlers.webhooks:create",
        help="Create a webhook.",
        arguments=(),
        options={
            "watch": Option(type="str", multiple=True, required=True, help=WATCH),
            "url": URL,
            "job_id": JOB,
            "domain": DOMAIN,
            "secret": SECRET,
            **SECRETS,
        },
        hides={"watched", "domains"},
        examples=[
            "hf webhooks create --watch model:user/name --url https://example.com/hook",
            "hf webhooks create --watch org:organization --job-id 687f911eaea852de79c4a50a --secrets HF_TOKEN",
        ],
    ),
    Command(
        "update",
        calls=HfApi.update_webhook,
        runs="huggingface_hub.cli.handlers.webhooks:update",
        help="Change a webhook. What is not given stays as it is.",
        arguments=(ID,),
        options={
            "watch": Option(type="str", multiple=True, help=WATCH + " Replaces all that was watched."),
            "url": URL,
            "job_id": JOB,
            "domain": DOMAIN,
            "secret": SECRET,
            **SECRETS,
        },
        hides={"watched", "domains"},
        examples=["hf webhooks update 654bbbc16f2ec14d77f109cc --url https://example.com/other"],
    ),
    Command(
        "enable",
        calls=HfApi.enable_webhook,
        arguments=(ID,),
        shows=Result("Webhook enabled", id="result.id"),
        examples=["hf webhooks enable 654bbbc16f2ec14d77f109cc"],
    ),
    Command(
        "disable",
        calls=HfApi.disable_webhook,
        arguments=(ID,),
        shows=Result("Webhook disabled", id="result.id"),
        examples=["hf webhooks disable 654bbbc16f2ec14d77f109cc"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_webhook,
        arguments=(ID,),
        confirm="Delete webhook {webhook_id} for good?",
        shows=Result("Webhook deleted", id="webhook_id"),
        examples=["hf webhooks delete 654bbbc16f2ec14d77f109cc --yes"],
    ),
)

COMMANDS = [GROUP]
