"""Repositories as the Hub describes them: models, datasets, Spaces and kernels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Literal, Union

from huggingface_hub.types.cards import DatasetCardData, ModelCardData, SpaceCardData
from huggingface_hub.types.commits import DuplicatedRepoUrl, RepoUrl
from huggingface_hub.types.evals import EvalResultEntry, parse_eval_result_entries
from huggingface_hub.types.files import DictObject, RepoSibling, read_siblings
from huggingface_hub.types.spaces import SpaceRuntime
from huggingface_hub.types.wire import WireObject, alias, moment, one, read_object, wire


RepoVisibility_T = Literal["public", "private", "protected"]
REPO_REGIONS = Literal["us", "eu"]
Gated = Literal["auto", "manual", False]

ModelSort_T = Literal["created_at", "downloads", "last_modified", "likes", "trending_score"]
DatasetSort_T = Literal["created_at", "downloads", "last_modified", "likes", "trending_score"]
SpaceSort_T = Literal["created_at", "last_modified", "likes", "trending_score"]

# fmt: off
ExpandModelProperty_T = Literal[
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled", "downloads",
    "downloadsAllTime", "evalResults", "gated", "gguf", "inference", "inferenceProviderMapping", "lastModified",
    "library_name", "likes", "mask_token", "model-index", "pipeline_tag", "private", "resourceGroup", "safetensors",
    "sha", "siblings", "spaces", "tags", "transformersInfo", "trendingScore", "usedStorage", "widgetData",
]
ExpandDatasetProperty_T = Literal[
    "author", "cardData", "citation", "createdAt", "description", "disabled", "downloads", "downloadsAllTime", "gated",
    "lastModified", "likes", "mainSize", "paperswithcode_id", "private", "resourceGroup", "sha", "siblings", "tags",
    "trendingScore", "usedStorage",
]
ExpandSpaceProperty_T = Literal[
    "author", "cardData", "createdAt", "datasets", "disabled", "lastModified", "likes", "models", "private", "region",
    "resourceGroup", "runtime", "sdk", "sha", "siblings", "subdomain", "tags", "trendingScore", "usedStorage",
]
# fmt: on


@dataclass
class TransformersInfo(DictObject):
    """
    How the transformers library loads a model.

    Attributes:
        auto_model: Class to load it with.
        custom_class: Class that its own code defines.
        pipeline_tag: Task it is for.
        processor: Class that prepares its input.
    """

    auto_model: str
    custom_class: str | None = None
    pipeline_tag: str | None = None
    processor: str | None = None

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> TransformersInfo:
        """Read the `transformersInfo` of a model."""
        return read_object(
            cls,
            data,
            lambda wire: cls(
                wire["auto_model"], wire.get("custom_class"), wire.get("pipeline_tag"), wire.get("processor")
            ),
        )


@dataclass
class SafeTensorsInfo(DictObject):
    """
    How many parameters a model has.

    Attributes:
        parameters: By data type, such as `F32`.
        total: All together.
    """

    parameters: dict[str, int]
    total: int

    @classmethod
    def from_wire(cls, data: Mapping[str, Any]) -> SafeTensorsInfo:
        """Read the `safetensors` of a model."""
        return read_object(cls, data, lambda wire: cls(parameters=wire["parameters"], total=wire["total"]))


@dataclass(init=False)
class InferenceProviderMapping(WireObject):
    """
    How an inference provider serves a model.

    Attributes:
        provider: The provider.
        hf_model_id: The model on the Hub.
        provider_id: The provider's own name for it.
        status: `live`, `staging` or `error`.
        task: What it is served for.
        adapter: Kind of adapter, if it is one.
        adapter_weights_path: File with the adapter's weights.
        type: `single-model`, or `tag-filter` for all models with a tag.
    """

    provider: str = wire(required=True)
    hf_model_id: str = wire(required=True)
    provider_id: str = wire("providerId", required=True)
    status: Literal["error", "live", "staging"] = wire(required=True)
    task: str = wire(required=True)
    adapter: str | None = wire(default=None)
    adapter_weights_path: str | None = wire("adapterWeightsPath", default=None)
    type: Literal["single-model", "tag-filter"] | None = wire(default=None)


def _read_providers(value: Any, model_id: str) -> list[InferenceProviderMapping]:
    """Infos have a mapping by provider, lists a list that names it."""
    items = [{"provider": name, **item} for name, item in value.items()] if isinstance(value, Mapping) else value
    return [
        item
        if isinstance(item, InferenceProviderMapping)
        else InferenceProviderMapping.from_wire({"hf_model_id": model_id, **item})
        for item in items
    ]


def _read_runtime(value: Any) -> SpaceRuntime:
    return value if isinstance(value, SpaceRuntime) else SpaceRuntime.from_wire(value)


def _read_eval_results(value: Any) -> list[EvalResultEntry]:
    if all(isinstance(item, EvalResultEntry) for item in value):
        return list(value)
    return parse_eval_result_entries(value)


@dataclass(init=False)
class ModelInfo(WireObject):
    """
    A model on the Hub. What was not asked for, or is not known in lists, is `None`.

    Attributes:
        id: `user/name`.
        author: User or organization that owns it.
        base_models: Models that it derives from.
        card_data: Metadata of its card.
        children_model_count: How many models derive from it.
        config: What its configuration file says.
        created_at: When it was created.
        disabled: Whether the Hub has disabled it.
        downloads: Downloads of the last 30 days.
        downloads_all_time: Downloads since it exists.
        eval_results: Evaluation results.
        gated: Whether access must be asked for, and who grants it.
        gguf: What its GGUF files say.
        inference: `warm` if a provider serves it.
        inference_provider_mapping: Which providers serve it, and how.
        last_modified: When its main branch changed.
        library_name: Library that loads it.
        likes: How many users like it.
        mask_token: Token to be filled in, for such models.
        model_index: Evaluation results of its card.
        pipeline_tag: Task it is for.
        private: Whether only its owners see it.
        resource_group: Group of the organization that it belongs to.
        safetensors: How many parameters it has.
        security_repo_status: What the scanners say.
        sha: Commit that is described.
        siblings: Its files.
        spaces: Spaces that use it.
        tags: Its tags.
        transformers_info: How transformers loads it.
        trending_score: How much it is talked about.
        used_storage: Bytes it takes on the Hub.
        widget_data: Examples of its page.
    """

    id: str = wire(required=True)
    author: str | None = wire()
    base_models: list[str] | None = wire("baseModels")
    card_data: ModelCardData | None = wire("cardData", "card_data", read=one(ModelCardData))
    children_model_count: int | None = wire("childrenModelCount")
    config: dict[str, Any] | None = wire()
    created_at: datetime | None = wire("createdAt", read=moment)
    disabled: bool | None = wire()
    downloads: int | None = wire()
    downloads_all_time: int | None = wire("downloadsAllTime")
    eval_results: list[EvalResultEntry] | None = wire("evalResults", read=_read_eval_results)
    gated: Gated | None = wire()
    gguf: dict[str, Any] | None = wire()
    inference: Literal["warm"] | None = wire()
    inference_provider_mapping: list[InferenceProviderMapping] | None = wire("inferenceProviderMapping")
    last_modified: datetime | None = wire("lastModified", read=moment)
    library_name: str | None = wire()
    likes: int | None = wire()
    mask_token: str | None = wire()
    model_index: dict[str, Any] | None = wire("model-index")
    pipeline_tag: str | None = wire()
    private: bool | None = wire()
    resource_group: dict[str, Any] | None = wire("resourceGroup")
    safetensors: SafeTensorsInfo | None = wire(read=one(SafeTensorsInfo))
    security_repo_status: dict[str, Any] | None = wire("securityRepoStatus")
    sha: str | None = wire()
    siblings: list[RepoSibling] | None = wire(read=read_siblings)
    spaces: list[str] | None = wire()
    tags: list[str] | None = wire()
    transformers_info: TransformersInfo | None = wire("transformersInfo", read=one(TransformersInfo))
    trending_score: int | None = wire("trendingScore")
    used_storage: int | None = wire("usedStorage")
    widget_data: Any | None = wire("widgetData")

    modelId: ClassVar[alias[str]] = alias("id")
    lastModified: ClassVar[alias[datetime | None]] = alias("last_modified")
    cardData: ClassVar[alias[ModelCardData | None]] = alias("card_data")
    transformersInfo: ClassVar[alias[TransformersInfo | None]] = alias("transformers_info")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        providers: Any = self.inference_provider_mapping
        if providers is not None:
            self.inference_provider_mapping = _read_providers(providers, self.id)


@dataclass(init=False)
class DatasetInfo(WireObject):
    """
    A dataset on the Hub. What was not asked for, or is not known in lists, is `None`.

    Attributes:
        id: `user/name`.
        author: User or organization that owns it.
        card_data: Metadata of its card.
        citation: How to cite it.
        created_at: When it was created.
        description: What it is.
        disabled: Whether the Hub has disabled it.
        downloads: Downloads of the last 30 days.
        downloads_all_time: Downloads since it exists.
        gated: Whether access must be asked for, and who grants it.
        last_modified: When its main branch changed.
        likes: How many users like it.
        main_size: Bytes of its main branch.
        paperswithcode_id: Its name on Papers with Code.
        private: Whether only its owners see it.
        resource_group: Group of the organization that it belongs to.
        sha: Commit that is described.
        siblings: Its files.
        tags: Its tags.
        trending_score: How much it is talked about.
        used_storage: Bytes it takes on the Hub.
    """

    id: str = wire(required=True)
    author: str | None = wire()
    card_data: DatasetCardData | None = wire("cardData", read=one(DatasetCardData))
    citation: str | None = wire()
    created_at: datetime | None = wire("createdAt", read=moment)
    description: str | None = wire()
    disabled: bool | None = wire()
    downloads: int | None = wire()
    downloads_all_time: int | None = wire("downloadsAllTime")
    gated: Gated | None = wire()
    last_modified: datetime | None = wire("lastModified", read=moment)
    likes: int | None = wire()
    main_size: int | None = wire("mainSize")
    paperswithcode_id: str | None = wire()
    private: bool | None = wire()
    resource_group: dict[str, Any] | None = wire("resourceGroup")
    sha: str | None = wire()
    siblings: list[RepoSibling] | None = wire(read=read_siblings)
    tags: list[str] | None = wire()
    trending_score: int | None = wire("trendingScore")
    used_storage: int | None = wire("usedStorage")

    lastModified: ClassVar[alias[datetime | None]] = alias("last_modified")
    cardData: ClassVar[alias[DatasetCardData | None]] = alias("card_data")


@dataclass(init=False)
class SpaceInfo(WireObject):
    """
    A Space on the Hub. What was not asked for, or is not known in lists, is `None`.

    Attributes:
        id: `user/name`.
        author: User or organization that owns it.
        card_data: Metadata of its card.
        created_at: When it was created.
        datasets: Datasets it uses.
        disabled: Whether the Hub has disabled it.
        gated: Whether access must be asked for, and who grants it.
        host: Address of the running application.
        last_modified: When its main branch changed.
        likes: How many users like it.
        models: Models it uses.
        private: Whether only its owners see it.
        region: Where it runs.
        resource_group: Group of the organization that it belongs to.
        runtime: What it is doing, and on what.
        sdk: What it is built with.
        sha: Commit that is described.
        siblings: Its files.
        subdomain: First part of its host name.
        tags: Its tags.
        trending_score: How much it is talked about.
        used_storage: Bytes it takes on the Hub.
    """

    id: str = wire(required=True)
    author: str | None = wire()
    card_data: SpaceCardData | None = wire("cardData", read=one(SpaceCardData))
    created_at: datetime | None = wire("createdAt", read=moment)
    datasets: list[str] | None = wire()
    disabled: bool | None = wire()
    gated: Gated | None = wire()
    host: str | None = wire()
    last_modified: datetime | None = wire("lastModified", read=moment)
    likes: int | None = wire()
    models: list[str] | None = wire()
    private: bool | None = wire()
    region: REPO_REGIONS | None = wire()
    resource_group: dict[str, Any] | None = wire("resourceGroup")
    runtime: SpaceRuntime | None = wire(read=_read_runtime)
    sdk: str | None = wire()
    sha: str | None = wire()
    siblings: list[RepoSibling] | None = wire(read=read_siblings)
    subdomain: str | None = wire()
    tags: list[str] | None = wire()
    trending_score: int | None = wire("trendingScore")
    used_storage: int | None = wire("usedStorage")

    lastModified: ClassVar[alias[datetime | None]] = alias("last_modified")
    cardData: ClassVar[alias[SpaceCardData | None]] = alias("card_data")


@dataclass(init=False)
class KernelInfo(WireObject):
    """
    A kernel repository on the Hub.

    Attributes:
        id: `user/name`.
        author: User or organization that owns it.
        downloads: Downloads of the last 30 days.
        gated: Whether access must be asked for, and who grants it.
        last_modified: When its main branch changed.
        likes: How many users like it.
        private: Whether only its owners see it.
        sha: Commit that is described.
    """

    id: str = wire(required=True)
    author: str | None = wire()
    downloads: int | None = wire()
    gated: Gated | None = wire()
    last_modified: datetime | None = wire("lastModified", read=moment)
    likes: int | None = wire()
    private: bool | None = wire()
    sha: str | None = wire()


@dataclass(init=False)
class RepoStorageInfo(WireObject):
    """
    How much room a repository takes.

    Attributes:
        id: `user/name`.
        type: `model`, `dataset`, `space` or another type.
        updated_at: When it changed.
        visibility: `public`, `private` or `protected`.
        storage: Bytes.
        storage_percent: Share of all that its owner keeps.
    """

    id: str = wire(required=True)
    type: str = wire(required=True)
    updated_at: datetime = wire("updatedAt", read=moment, required=True)
    visibility: str = wire(required=True)
    storage: int = wire(required=True)
    storage_percent: float = wire("storagePercent", fallback=0.0)


RepoInfo = Union[ModelInfo, DatasetInfo, SpaceInfo, KernelInfo]


__all__ = [
    "DatasetInfo",
    "DatasetSort_T",
    "DuplicatedRepoUrl",
    "ExpandDatasetProperty_T",
    "ExpandModelProperty_T",
    "ExpandSpaceProperty_T",
    "Gated",
    "InferenceProviderMapping",
    "KernelInfo",
    "ModelInfo",
    "ModelSort_T",
    "REPO_REGIONS",
    "RepoInfo",
    "RepoStorageInfo",
    "RepoUrl",
    "RepoVisibility_T",
    "SafeTensorsInfo",
    "SpaceInfo",
    "SpaceSort_T",
    "TransformersInfo",
]
