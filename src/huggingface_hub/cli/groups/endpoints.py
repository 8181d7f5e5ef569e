"""`hf endpoints`: Inference Endpoints, models that run on machines of their own."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import Argument, Command, Group, Option


HANDLERS = "huggingface_hub.cli.handlers.endpoints"
NAME = Argument("name", help="Name of the endpoint.")
ENGINES = ("custom", "hf-serve", "llamacpp", "sglang", "tei", "tgi", "tgi-neuron", "vllm", "vllm-neuron")
CONTAINER = {
    "custom_image": Option(type="str", help="A Docker image to run instead of the service's own."),
    "engine": Option(choices=ENGINES, soft=True, help="What the image is made of, so that the service can manage it."),
    "health_route": Option(type="str", help="Where the image says whether it can serve, such as /health."),
    "port": Option(type="int", help="The port that the image listens on."),
    "tensor_parallel_size": Option(type="int", help="How many accelerators share one copy of the model."),
    "data_parallel_size": Option(type="int", help="How many copies of the model there are, one an accelerator."),
    "container_command": Option(type="str", help="The command that the container runs, quoted as in a shell."),
    "container_args": Option(type="str", help="What the command is given, quoted as in a shell."),
}
REQUIRED = Option(required=True)
ALL_BUT_COMMON = {"domain", "path", "cache_http_responses", "tags"}

CATALOG = Group("catalog", "Models with settings that were tried.")
CATALOG.add(
    Command(
        "list | ls",
        calls=HfApi.list_inference_catalog,
        runs=f"{HANDLERS}:list_catalog",
        help="List the models of the catalog, with the settings that were tried.",
        examples=["hf endpoints catalog ls --task text-generation --engine vllm"],
    ),
    Command(
        "deploy",
        calls=HfApi.create_inference_endpoint_from_catalog,
        runs=f"{HANDLERS}:deploy_from_catalog",
        help="Run a model of the catalog. It costs money until it is paused, scaled to zero or deleted.",
        arguments=(),
        options={
            "repo_id": Option(flags=("--repo",), help="The model: `user/name`."),
            "recipe_id": Option(flags=("--recipe",), help="One of its recipes instead, as `catalog ls` prints them."),
        },
        examples=[
            "hf endpoints catalog deploy --repo user/model",
            "hf endpoints catalog deploy --recipe sizzling-biryani-g4xsi1ac --name my-endpoint",
        ],
    ),
)

GROUP = Group("endpoints", "Run models on machines of their own.")
GROUP.add(
    CATALOG,
    Command(
        "list-catalog",
        calls=HfApi.list_inference_catalog,
        runs=f"{HANDLERS}:list_catalog",
        help="The old name of `hf endpoints catalog ls`.",
        hidden=True,
    ),
    Command(
        "list | ls",
        calls=HfApi.list_inference_endpoints,
        runs=f"{HANDLERS}:list_endpoints",
        help="List the endpoints of a namespace.",
        options={
            "namespace": Option(help="Whose they are; yours without it, and * for those of your organizations too.")
        },
        examples=["hf endpoints ls", "hf endpoints ls --namespace organization"],
    ),
    Command(
        "hardware",
        calls=HfApi.list_inference_endpoints_hardware,
        runs=f"{HANDLERS}:hardware",
        help="List the machines that an endpoint can run on now, and what they cost.",
        options={
            "vendor": Option(type="str", help="Only those of this cloud."),
            "region": Option(type="str", help="Only those in this region."),
            "accelerator": Option(type="str", help="Only those with this accelerator: cpu, gpu, neuron."),
            "instance_type": Option(type="str", help="Only those of this type."),
            "show_all": Option(
                flags=("-a", "--all"), type="bool", switch=True, help="Those that can't be had now, too."
            ),
        },
        examples=["hf endpoints hardware --vendor aws --accelerator gpu"],
    ),
    Command(
        "deploy",
        calls=HfApi.create_inference_endpoint,
        runs=f"{HANDLERS}:deploy",
        help="Run a model. It costs money until it is paused, scaled to zero or deleted.",
        arguments=(NAME,),
        options={
            "repository": Option(flags=("--repo",), required=True, help="The model: `user/name`."),
            **dict.fromkeys(
                ("framework", "accelerator", "instance_size", "instance_type", "region", "vendor"), REQUIRED
            ),
            **CONTAINER,
            "env": Option(
                flags=("-e", "--env"),
                type="str",
                multiple=True,
                help="A variable of the container: KEY=value, or KEY for the value in your environment.",
            ),
            "env_file": Option(type="str", help="A file of KEY=value lines, for variables; -: standard input."),
            "secrets": Option(
                flags=("-s", "--secrets"),
                type="str",
                multiple=True,
                help="A secret variable: KEY takes the value from your environment, KEY=value gives it.",
            ),
            "secrets_file": Option(type="str", help="A file of KEY=value lines, for secrets; -: standard input."),
            "type": Option(
                choices=("public", "authenticated", "private"),
                soft=True,
                default=None,
                help="Who can reach it: everyone, everyone with a token that may (the default), or a private network.",
            ),
        },
        hides={"account_id", "private_link_account_id", "private_link_region", *ALL_BUT_COMMON},
        examples=[
            (
                "hf endpoints deploy my-endpoint --repo user/model --framework pytorch --vendor aws --region us-east-1"
                " --accelerator cpu --instance-type intel-icl --instance-size x2"
            ),
        ],
    ),
    Command(
        "describe",
        calls=HfApi.get_inference_endpoint,
        runs=f"{HANDLERS}:describe",
        help="Print all that the service says about an endpoint.",
        arguments=(NAME,),
        examples=["hf endpoints describe my-endpoint"],
    ),
    Command(
        "update",
        calls=HfApi.update_inference_endpoint,
        runs=f"{HANDLERS}:update",
        help="Change an endpoint. What is not given stays as it is.",
        arguments=(NAME,),
        options={"repository": Option(flags=("--repo",), help="Another model: `user/name`."), **CONTAINER},
        hides={"env", "secrets", *ALL_BUT_COMMON},
        examples=["hf endpoints update my-endpoint --min-replica 0 --max-replica 4"],
    ),
    Command(
        "pause",
        calls=HfApi.pause_inference_endpoint,
        runs=f"{HANDLERS}:pause",
        help="Stop an endpoint until it is resumed. Paused time costs nothing.",
        arguments=(NAME,),
        examples=["hf endpoints pause my-endpoint"],
    ),
    Command(
        "resume",
        calls=HfApi.resume_inference_endpoint,
        runs=f"{HANDLERS}:resume",
        help="Start a paused endpoint again.",
        arguments=(NAME,),
        options={
            "fail_if_already_running": Option(type="bool", switch=True, help="An endpoint that runs is an error.")
        },
        hides={"running_ok"},
        examples=["hf endpoints resume my-endpoint"],
    ),
    Command(
        "scale-to-zero",
        calls=HfApi.scale_to_zero_inference_endpoint,
        runs=f"{HANDLERS}:scale_to_zero",
        help="Stop an endpoint until somebody asks it something.",
        arguments=(NAME,),
        examples=["hf endpoints scale-to-zero my-endpoint"],
    ),
    Command(
        "delete",
        calls=HfApi.delete_inference_endpoint,
        runs=f"{HANDLERS}:delete",
        help="Delete an endpoint for good.",
        arguments=(NAME,),
        confirm="Delete the endpoint {name} for good?",
        examples=["hf endpoints delete my-endpoint --yes"],
    ),
)

COMMANDS = [GROUP]
