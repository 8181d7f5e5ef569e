"""`hf models`, `hf datasets`, `hf spaces`: find repositories, and what the Hub says about one."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import TOKEN, Argument, Command, Dict, Group, Option


SEARCH = Option(help="Text in their names.")
AUTHOR = Option(help="A user or an organization.")
FILTER = Option(type="str", multiple=True, help="A tag that they must have.")
SORT = Option(help="What to sort by, largest or newest first.")
LIMIT = Option(help="How many to show.")
REPO = Argument("repo_id", required=False, help="A repository, to list its files.")
COMMON = {
    "search": SEARCH,
    "author": AUTHOR,
    "filter": FILTER,
    "sort": SORT,
    "limit": LIMIT,
    "human_readable": Option(flags=("-h", "--human-readable"), type="bool", switch=True, help="Sizes with units."),
    "as_tree": Option(flags=("--tree",), type="bool", switch=True, help="Draw the files as a tree."),
    "recursive": Option(flags=("-R", "--recursive"), type="bool", switch=True, help="List what is in folders, too."),
    "revision": Option(type="str", help="The branch, tag or commit whose files are listed."),
}

CARD = {
    "metadata": Option(type="bool", switch=True, help="Only the metadata at its beginning."),
    "text": Option(type="bool", switch=True, help="Only the text, without the metadata."),
    "token": TOKEN,
}

PROVIDERS = (
    "baseten", "cerebras", "cohere", "deepinfra", "fal-ai", "featherless-ai", "fireworks-ai", "groq", "hf-inference",
    "novita", "nscale", "openai", "ovhcloud", "publicai", "replicate", "scaleway", "together", "wavespeed", "zai-org",
)  # fmt: skip

MODELS = Group("models", "Find models on the Hub.")
MODELS.add(
    Command(
        "list | ls",
        calls=HfApi.list_models,
        runs="huggingface_hub.cli.handlers.search:models",
        help="List models, or the files of one.",
        arguments=(REPO,),
        options={
            **COMMON,
            "apps": Option(type="str", multiple=True, help="An application that runs them, such as ollama."),
            "inference_provider": Option(
                choices=PROVIDERS, soft=True, multiple=True, help="A provider that serves them; all: any."
            ),
            "warm": Option(
                flags=("--warm",), on="warm", into="inference", help="Only those that a provider serves now."
            ),
        },
        hides={"inference", "trained_dataset", "emissions_thresholds", "full", "cardData", "fetch_config"},
        defaults={"limit": 30},
        examples=[
            "hf models ls --search bert --sort downloads",
            "hf models ls --author user --json",
            "hf models ls user/model -R",
        ],
    ),
    Command(
        "info",
        calls=HfApi.model_info,
        help="Print what the Hub says about a model.",
        arguments=(Argument("repo_id", help="The model: `user/name`."),),
        hides={"timeout", "securityStatus", "files_metadata"},
        shows=Dict(id_key="id"),
        examples=["hf models info user/model", "hf models info user/model --expand downloads,likes"],
    ),
    Command(
        "card",
        runs="huggingface_hub.cli.handlers.cards:model",
        help="Print the card of a model: its README.md.",
        arguments=(Argument("repo_id", help="The model: `user/name`."),),
        options=CARD,
        examples=["hf models card user/model", "hf models card user/model --metadata"],
    ),
)

DATASETS = Group("datasets", "Find datasets on the Hub.")
DATASETS.add(
    Command(
        "list | ls",
        calls=HfApi.list_datasets,
        runs="huggingface_hub.cli.handlers.search:datasets",
        help="List datasets, or the files of one.",
        arguments=(REPO,),
        options=COMMON,
        hides={
            "benchmark",
            "dataset_name",
            "gated",
            "language_creators",
            "language",
            "multilinguality",
            "size_categories",
            "task_categories",
            "task_ids",
            "full",
        },
        defaults={"limit": 30},
        examples=["hf datasets ls --search code --sort likes"],
    ),
    Command(
        "info",
        calls=HfApi.dataset_info,
        help="Print what the Hub says about a dataset.",
        arguments=(Argument("repo_id", help="The dataset: `user/name`."),),
        hides={"timeout", "files_metadata"},
        shows=Dict(id_key="id"),
        examples=["hf datasets info user/name"],
    ),
    Command(
        "card",
        runs="huggingface_hub.cli.handlers.cards:dataset",
        help="Print the card of a dataset: its README.md.",
        arguments=(Argument("repo_id", help="The dataset: `user/name`."),),
        options=CARD,
        examples=["hf datasets card user/name", "hf datasets card user/name --metadata"],
    ),
    Command(
        "leaderboard",
        calls=HfApi.get_dataset_leaderboard,
        runs="huggingface_hub.cli.handlers.datasets:leaderboard",
        help="List the models that score best on a benchmark.",
        arguments=(Argument("repo_id", help="The benchmark's dataset: `user/name`."),),
        options={"limit": Option(type="int", default=20, help="How many to show.")},
        hides={"base_model_only", "timeout"},
        examples=["hf datasets leaderboard user/benchmark --limit 5"],
    ),
    Command(
        "parquet",
        calls=HfApi.list_dataset_parquet_files,
        runs="huggingface_hub.cli.handlers.datasets:parquet",
        help="List the Parquet files with a dataset's rows.",
        arguments=(Argument("repo_id", help="The dataset: `user/name`."),),
        options={
            "subset": Option(type="str", help="Only those of this part of the dataset."),
            "split": Option(type="str", help="Only those of this split."),
        },
        hides={"config"},
        examples=["hf datasets parquet user/name --split train", "hf datasets parquet user/name -q"],
    ),
    Command(
        "sql",
        runs="huggingface_hub.cli.handlers.sql:sql",
        help="Run an SQL query over the Parquet files of datasets, where they are. DuckDB does it: pip install duckdb.",
        arguments=(Argument("sql", help="The query. `hf datasets parquet` lists the addresses to read from."),),
        options={"token": TOKEN},
        examples=[
            "hf datasets sql \"SELECT count(*) FROM 'hf://datasets/user/name@~parquet/default/train/0.parquet'\"",
            "hf datasets sql \"SELECT * FROM read_parquet('$(hf datasets parquet user/name -q)') LIMIT 5\" --json",
        ],
    ),
)

SPACES = Group("spaces", "Find Spaces on the Hub, run them, and change what they run on.")
SPACES.add(
    Command(
        "list | ls",
        calls=HfApi.list_spaces,
        runs="huggingface_hub.cli.handlers.search:spaces",
        help="List Spaces, or the files of one.",
        arguments=(REPO,),
        options=COMMON,
        hides={"datasets", "models", "linked", "full"},
        defaults={"limit": 30},
        examples=["hf spaces ls --author user"],
    ),
    Command(
        "info",
        calls=HfApi.space_info,
        help="Print what the Hub says about a Space.",
        arguments=(Argument("repo_id", help="The Space: `user/name`."),),
        hides={"timeout", "files_metadata"},
        shows=Dict(id_key="id"),
        examples=["hf spaces info user/space"],
    ),
    Command(
        "card",
        runs="huggingface_hub.cli.handlers.cards:space",
        help="Print the card of a Space: its README.md.",
        arguments=(Argument("repo_id", help="The Space: `user/name`."),),
        options=CARD,
        examples=["hf spaces card user/space", "hf spaces card user/space --metadata"],
    ),
)

# `hf spaces` is written with the rest of its commands, in `groups/spaces.py`.
COMMANDS = [MODELS, DATASETS]
