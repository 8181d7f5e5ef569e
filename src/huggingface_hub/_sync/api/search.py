# Generated from src/huggingface_hub/_async/api/search.py: edit that file, not this one, then run `python -m codegen`.

"""Lists of models, datasets and Spaces."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Any, Literal

from huggingface_hub._core import search as rules, urls, wire
from huggingface_hub._runtime import blocking as runtime
from huggingface_hub._sync.client import HubClient, Token
from huggingface_hub.types.repos import (
    DatasetInfo,
    DatasetSort_T,
    ExpandDatasetProperty_T,
    ExpandModelProperty_T,
    ExpandSpaceProperty_T,
    ModelInfo,
    ModelSort_T,
    RepoStorageInfo,
    SpaceInfo,
    SpaceSort_T,
)


class SearchApi(HubClient):
    """Operations that search the Hub."""

    def list_models(
        self,
        *,
        filter: str | Iterable[str] | None = None,
        author: str | None = None,
        apps: str | list[str] | None = None,
        gated: bool | None = None,
        inference: Literal["warm"] | None = None,
        inference_provider: str | list[str] | None = None,
        trained_dataset: str | list[str] | None = None,
        search: str | None = None,
        pipeline_tag: str | None = None,
        num_parameters: str | None = None,
        emissions_thresholds: tuple[float, float] | None = None,
        sort: ModelSort_T | None = None,
        limit: int | None = None,
        expand: list[ExpandModelProperty_T] | None = None,
        full: bool | None = None,
        cardData: bool = False,
        fetch_config: bool = False,
        token: Token = None,
    ) -> Generator[ModelInfo, None, None]:
        """
        List models, page by page as they are asked for.

        Args:
            filter: Tags that they must have.
            author: User or organization that owns them.
            apps: Applications that run them, such as `ollama`.
            gated: Only those that are gated, or only those that are not.
            inference: `warm` for those that a provider serves.
            inference_provider: Providers that serve them; `all` for any.
            trained_dataset: Datasets that they were trained on.
            search: Text in their names.
            pipeline_tag: Task that they are for.
            num_parameters: Bounds on their size, such as `min:6B,max:128B`.
            emissions_thresholds: Least and most grams of CO2 that their cards name; needs `cardData`.
            sort: What to sort by, largest or newest first.
            limit: The most models.
            expand: What to say about each, instead of the usual.
            full: Say all that lists can say.
            cardData: Say the metadata of their cards too.
            fetch_config: Say what their configuration files say too.
            token: Replaces the client's token.

        Raises:
            ValueError: Arguments that exclude or need each other.
        """
        params = rules.model_params(
            filter=filter,
            trained_dataset=trained_dataset,
            author=author,
            apps=apps,
            gated=gated,
            inference=inference,
            inference_provider=inference_provider,
            pipeline_tag=pipeline_tag,
            num_parameters=num_parameters,
            search=search,
            sort=sort,
            limit=limit,
            full=full,
            config=fetch_config,
            card_data=cardData,
            expand=expand,
            emissions_thresholds=emissions_thresholds,
        )
        pages = self.pages("/api/models", params=params, token=token, limit=limit)
        with runtime.closing(pages):
            for item in pages:
                model = ModelInfo.from_wire(item)
                if emissions_thresholds is None or rules.within_emissions(model, emissions_thresholds):
                    yield model

    def list_datasets(
        self,
        *,
        filter: str | Iterable[str] | None = None,
        author: str | None = None,
        benchmark: Literal[True] | str | None = None,
        dataset_name: str | None = None,
        gated: bool | None = None,
        language_creators: str | list[str] | None = None,
        language: str | list[str] | None = None,
        multilinguality: str | list[str] | None = None,
        size_categories: str | list[str] | None = None,
        task_categories: str | list[str] | None = None,
        task_ids: str | list[str] | None = None,
        search: str | None = None,
        sort: DatasetSort_T | None = None,
        limit: int | None = None,
        expand: list[ExpandDatasetProperty_T] | None = None,
        full: bool | None = None,
        token: Token = None,
    ) -> Generator[DatasetInfo, None, None]:
        """
        List datasets, page by page as they are asked for.

        Args:
            filter: Tags that they must have.
            author: User or organization that owns them.
            benchmark: `True` or `official` for official benchmarks, or the name of one.
            dataset_name: Text in their names.
            gated: Only those that are gated, or only those that are not.
            language_creators: Where their texts come from, such as `crowdsourced`.
            language: Languages, as two-letter codes.
            multilinguality: Whether they are multilingual.
            size_categories: Sizes, such as `100K<n<1M`.
            task_categories: Tasks that they are for.
            task_ids: The same, finer.
            search: Text in their names.
            sort: What to sort by, largest or newest first.
            limit: The most datasets.
            expand: What to say about each, instead of the usual.
            full: Say all that lists can say.
            token: Replaces the client's token.

        Raises:
            ValueError: Arguments that exclude each other.
        """
        params = rules.dataset_params(
            filter=filter,
            tags={
                "language_creators": language_creators,
                "language": language,
                "multilinguality": multilinguality,
                "size_categories": size_categories,
                "task_categories": task_categories,
                "task_ids": task_ids,
            },
            benchmark=benchmark,
            author=author,
            gated=gated,
            search=[dataset_name, search],
            sort=sort,
            limit=limit,
            expand=expand,
            full=full,
        )
        pages = self.pages("/api/datasets", params=params, token=token, limit=limit)
        with runtime.closing(pages):
            for item in pages:
                yield DatasetInfo.from_wire(item)

    def list_spaces(
        self,
        *,
        filter: str | Iterable[str] | None = None,
        author: str | None = None,
        search: str | None = None,
        datasets: str | Iterable[str] | None = None,
        models: str | Iterable[str] | None = None,
        linked: bool = False,
        sort: SpaceSort_T | None = None,
        limit: int | None = None,
        expand: list[ExpandSpaceProperty_T] | None = None,
        full: bool | None = None,
        token: Token = None,
    ) -> Generator[SpaceInfo, None, None]:
        """
        List Spaces, page by page as they are asked for.

        Args:
            filter: Tags that they must have.
            author: User or organization that owns them.
            search: Text in their names.
            datasets: Datasets that they use.
            models: Models that they use.
            linked: Only those that use a model or dataset.
            sort: What to sort by, largest or newest first.
            limit: The most Spaces.
            expand: What to say about each, instead of the usual.
            full: Say all that lists can say.
            token: Replaces the client's token.

        Raises:
            ValueError: Arguments that exclude each other.
        """
        params = rules.space_params(
            filter=filter,
            author=author,
            search=search,
            datasets=rules.texts(datasets),
            models=rules.texts(models),
            linked=linked,
            sort=sort,
            limit=limit,
            expand=expand,
            full=full,
        )
        pages = self.pages("/api/spaces", params=params, token=token, limit=limit)
        with runtime.closing(pages):
            for item in pages:
                yield SpaceInfo.from_wire(item)

    def list_user_repos(
        self, namespace: str | None = None, *, token: Token = None
    ) -> Generator[RepoStorageInfo, None, None]:
        """
        List the repositories of an owner, and how much room each takes.

        Args:
            namespace: An organization; the owner of the token by default.
            token: Replaces the client's token.

        Raises:
            HfHubHTTPError: The token may not see this.
        """
        owner = "" if namespace is None else f"/organizations/{urls.quote(namespace)}"
        pages = self.pages(f"/api{owner}/settings/repositories", token=token)
        with runtime.closing(pages):
            for item in pages:
                yield RepoStorageInfo.from_wire(item)

    def get_model_tags(self) -> dict[str, Any]:
        """
        List the tags that models can have, by kind: each with its `id` and a `label` for people.
        """
        response = self.send("GET", "/api/models-tags-by-type", token=False)
        return wire.read(response, rules.tags_in)

    def get_dataset_tags(self) -> dict[str, Any]:
        """
        List the tags that datasets can have, by kind: each with its `id` and a `label` for people.
        """
        response = self.send("GET", "/api/datasets-tags-by-type", token=False)
        return wire.read(response, rules.tags_in)
