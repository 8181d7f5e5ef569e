"""Metadata of repository cards: what stands between the two `---` lines of a README."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from huggingface_hub.types.evaluations import EvalResult, eval_results_to_model_index, model_index_to_eval_results


logger: logging.Logger = logging.getLogger(__name__)

C = TypeVar("C", bound="CardData")


@dataclass(repr=False, eq=False)
class CardData:
    """
    Metadata of a card, readable as attributes and as items.

    Any key can be given; subclasses name those that the Hub knows.
    """

    def __init__(self, ignore_metadata_errors: bool = False, **kwargs: Any) -> None:
        vars(self).update(kwargs)

    @classmethod
    def from_wire(cls: type[C], data: Any) -> C:
        """Read the `cardData` of a repository's info. What was written by hand may be wrong: errors are logged."""
        known = {str(key): value for key, value in data.items()} if isinstance(data, Mapping) else {}
        known.pop("ignore_metadata_errors", None)
        known.pop("self", None)
        return cls(ignore_metadata_errors=True, **known)

    def to_dict(self) -> dict[str, Any]:
        """The metadata as the YAML has it, without what is not set."""
        data = copy.deepcopy(vars(self))
        self._to_dict(data)
        return {key: value for key, value in data.items() if value is not None}

    def _to_dict(self, data: dict[str, Any]) -> None:
        """Turn attributes into what the YAML has instead, in place."""

    def to_yaml(self, line_break: str | None = None, original_order: list[str] | None = None) -> str:
        """
        The metadata as YAML.

        Args:
            line_break: How lines end, if not by a line feed.
            original_order: Keys that come first, in this order.
        """
        import yaml  # not needed by who only reads infos

        data = self.to_dict()
        for key in reversed(original_order or []):
            if key in data:
                data = {key: data.pop(key), **data}
        text: str = yaml.dump(data, sort_keys=False, allow_unicode=True, line_break=line_break)
        return text.strip()

    def get(self, key: str, default: Any = None) -> Any:
        """The value of a key, or `default` if it is not set."""
        value = vars(self).get(key)
        return default if value is None else value

    def pop(self, key: str, default: Any = None) -> Any:
        """Remove a key and return its value."""
        return vars(self).pop(key, default)

    def __getitem__(self, key: str) -> Any:
        return vars(self)[key]

    def __setitem__(self, key: str, value: Any) -> None:
        vars(self)[key] = value

    def __contains__(self, key: object) -> bool:
        return key in vars(self)

    def __len__(self) -> int:
        return len(vars(self))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    __hash__: ClassVar[None]  # type: ignore[assignment]  # it can change

    def __repr__(self) -> str:
        return repr(vars(self))

    def __str__(self) -> str:
        return self.to_yaml()


class ModelCardData(CardData):
    """
    Metadata of a model's card.

    Args:
        base_model: Model or models that this one derives from.
        datasets: Datasets that it was trained on.
        eval_results: Scores; they need `model_name`.
        language: Language or languages it knows.
        library_name: Library that loads it.
        license: Its license, or `other`.
        license_name: Name of a license that the Hub does not know.
        license_link: Where that license can be read.
        metrics: Metrics that it is measured by.
        model_name: Its name in `eval_results`.
        pipeline_tag: Task it is for.
        tags: Free tags; doubles are removed.
        ignore_metadata_errors: Leave out scores that cannot be read instead of failing.
        kwargs: Anything else.

    Raises:
        ValueError: The scores cannot be read.
    """

    def __init__(
        self,
        *,
        base_model: str | list[str] | None = None,
        datasets: str | list[str] | None = None,
        eval_results: list[EvalResult] | None = None,
        language: str | list[str] | None = None,
        library_name: str | None = None,
        license: str | None = None,  # the Hub's word
        license_name: str | None = None,
        license_link: str | None = None,
        metrics: list[str] | None = None,
        model_name: str | None = None,
        pipeline_tag: str | None = None,
        tags: list[str] | None = None,
        ignore_metadata_errors: bool = False,
        **kwargs: Any,
    ) -> None:
        self.base_model = base_model
        self.datasets = datasets
        self.eval_results: list[EvalResult] | None = eval_results
        self.language = language
        self.library_name = library_name
        self.license = license
        self.license_name = license_name
        self.license_link = license_link
        self.metrics = metrics
        self.model_name = model_name
        self.pipeline_tag = pipeline_tag
        self.tags: list[str] | None = _unique(tags)
        index = kwargs.pop("model-index", None)
        if index:
            self._read_index(index, ignore_metadata_errors)
        super().__init__(**kwargs)
        if self.eval_results:
            self._check_results(ignore_metadata_errors)

    def _read_index(self, index: Any, ignore_errors: bool) -> None:
        try:
            self.model_name, self.eval_results = model_index_to_eval_results(index)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            if not ignore_errors:
                raise ValueError(
                    f"Invalid `model_index` in metadata cannot be parsed: {type(error)} {error}. Pass "
                    "`ignore_metadata_errors=True` to load the card without its evaluation results."
                ) from error
            logger.warning("Invalid model-index. Not loading eval results into CardData.")

    def _check_results(self, ignore_errors: bool) -> None:
        results = self.eval_results
        if isinstance(results, EvalResult):
            self.eval_results = results = [results]
        problem = None
        if not isinstance(results, list) or not all(isinstance(each, EvalResult) for each in results):
            problem = f"`eval_results` should be of type `EvalResult` or a list of `EvalResult`, got {type(results)}."
        elif self.model_name is None:
            problem = "Passing `eval_results` requires `model_name` to be set."
        if problem and ignore_errors:
            logger.warning("Failed to validate eval_results: %s Not loading eval results into CardData.", problem)
            self.eval_results = None
        elif problem:
            raise ValueError(f"Failed to validate eval_results: {problem}")

    def _to_dict(self, data: dict[str, Any]) -> None:
        results = data.pop("eval_results", None)
        if results is not None:
            data["model-index"] = eval_results_to_model_index(str(data.pop("model_name")), results)


class DatasetCardData(CardData):
    """
    Metadata of a dataset's card.

    Args:
        language: Language or languages of the data.
        license: Its license.
        annotations_creators: How it was annotated.
        language_creators: Where its texts come from.
        multilinguality: Whether it is multilingual.
        size_categories: Its size, such as `n<1K`.
        source_datasets: Datasets that it derives from.
        task_categories: Tasks it is for.
        task_ids: The same, finer.
        paperswithcode_id: Its name on Papers with Code.
        pretty_name: Its name for people.
        train_eval_index: How to train and evaluate on it.
        config_names: Its configurations.
        ignore_metadata_errors: Has no effect on datasets.
        kwargs: Anything else.
    """

    def __init__(
        self,
        *,
        language: str | list[str] | None = None,
        license: str | list[str] | None = None,  # the Hub's word
        annotations_creators: str | list[str] | None = None,
        language_creators: str | list[str] | None = None,
        multilinguality: str | list[str] | None = None,
        size_categories: str | list[str] | None = None,
        source_datasets: list[str] | None = None,
        task_categories: str | list[str] | None = None,
        task_ids: str | list[str] | None = None,
        paperswithcode_id: str | None = None,
        pretty_name: str | None = None,
        train_eval_index: dict[str, Any] | None = None,
        config_names: str | list[str] | None = None,
        ignore_metadata_errors: bool = False,
        **kwargs: Any,
    ) -> None:
        self.annotations_creators = annotations_creators
        self.language_creators = language_creators
        self.language = language
        self.license = license
        self.multilinguality = multilinguality
        self.size_categories = size_categories
        self.source_datasets = source_datasets
        self.task_categories = task_categories
        self.task_ids = task_ids
        self.paperswithcode_id = paperswithcode_id
        self.pretty_name = pretty_name
        self.config_names = config_names
        self.train_eval_index: dict[str, Any] | None = train_eval_index or kwargs.pop("train-eval-index", None)
        super().__init__(**kwargs)

    def _to_dict(self, data: dict[str, Any]) -> None:
        data["train-eval-index"] = data.pop("train_eval_index", None)


class SpaceCardData(CardData):
    """
    Metadata of a Space's card.

    Args:
        title: Its title.
        sdk: What it is built with.
        sdk_version: Version of that.
        python_version: Version of Python.
        app_file: File that is run.
        app_port: Port it listens on, for Docker.
        license: Its license.
        duplicated_from: Space it is a copy of.
        models: Models it uses.
        datasets: Datasets it uses.
        tags: Free tags; doubles are removed.
        ignore_metadata_errors: Has no effect on Spaces.
        kwargs: Anything else.
    """

    def __init__(
        self,
        *,
        title: str | None = None,
        sdk: str | None = None,
        sdk_version: str | None = None,
        python_version: str | None = None,
        app_file: str | None = None,
        app_port: int | None = None,
        license: str | None = None,  # the Hub's word
        duplicated_from: str | None = None,
        models: list[str] | None = None,
        datasets: list[str] | None = None,
        tags: list[str] | None = None,
        ignore_metadata_errors: bool = False,
        **kwargs: Any,
    ) -> None:
        self.title = title
        self.sdk = sdk
        self.sdk_version = sdk_version
        self.python_version = python_version
        self.app_file = app_file
        self.app_port = app_port
        self.license = license
        self.duplicated_from = duplicated_from
        self.models = models
        self.datasets = datasets
        self.tags: list[str] | None = _unique(tags)
        super().__init__(**kwargs)


def _unique(tags: Sequence[str] | str | None) -> list[str] | None:
    if tags is None:
        return None
    return list(dict.fromkeys([tags] if isinstance(tags, str) else tags))
