"""`hf papers`: papers that the Hub knows."""

from __future__ import annotations

from huggingface_hub._sync.api import HfApi
from huggingface_hub.cli.declare import TOKEN, Argument, Command, Dict, Group, Option, Table, Text


ID = Argument("id", help="Its number on arXiv, such as 2307.09288.")
COLUMNS = ("id", "title", "upvotes", "comments", "published_at")

GROUP = Group("papers", "Find and read papers.")
GROUP.add(
    Command(
        "list | ls",
        calls=HfApi.list_daily_papers,
        runs="huggingface_hub.cli.handlers.papers:list_papers",
        help="List the papers of a day, a week or a month.",
        options={
            "date": Option(help="Those of this day: 2025-01-23, or today."),
            "week": Option(help="Those of this week: 2025-W09."),
            "month": Option(help="Those of this month: 2025-02."),
            "submitter": Option(help="Those that this user brought to the Hub."),
            "limit": Option(default=50, help="How many to show."),
        },
        hides={"p"},
        examples=["hf papers ls --date today", "hf papers ls --week 2025-W09 --sort trending --limit 10"],
    ),
    Command(
        "search",
        calls=HfApi.list_papers,
        help="Find papers by what they are about.",
        arguments=(Argument("query", required=True, help="What they are about."),),
        options={"limit": Option(default=20, help="How many to show.")},
        shows=Table(*COLUMNS, id_key="id"),
        examples=["hf papers search 'attention without softmax' --limit 5"],
    ),
    Command(
        "info",
        calls=HfApi.paper_info,
        help="Print what the Hub says about a paper.",
        arguments=(ID,),
        options={"token": TOKEN},
        shows=Dict(id_key="id"),
        examples=["hf papers info 2307.09288"],
    ),
    Command(
        "read",
        calls=HfApi.read_paper,
        help="Print a paper as Markdown.",
        arguments=(ID,),
        options={"token": TOKEN},
        shows=Text(),
        examples=["hf papers read 2307.09288"],
    ),
)

COMMANDS = [GROUP]
