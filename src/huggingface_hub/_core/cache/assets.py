"""A place for what libraries derive from files of the Hub."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import constants


def cached_assets_path(
    library_name: str, namespace: str = "default", subfolder: str = "default", *, assets_dir: str | Path | None = None
) -> Path:
    """
    Return a folder in which a library can keep its own files, and create it.

    Args:
        library_name: The library.
        namespace: What the files belong to, such as a repository. Several libraries may use the same.
        subfolder: A folder in it.
        assets_dir: Where the folders of all libraries are, `HF_ASSETS_CACHE` by default. Don't rely on it being there.

    Raises:
        ValueError: One of the folders is a file.

    Example:
        >>> from huggingface_hub import cached_assets_path
        >>> cached_assets_path("datasets", "SQuAD", "download")  # doctest: +SKIP
        PosixPath('~/.cache/huggingface/assets/datasets/SQuAD/download')
    """
    root = Path(constants.HF_ASSETS_CACHE if assets_dir is None else assets_dir).expanduser().resolve()
    path = root.joinpath(*(_one_name(part) for part in (library_name, namespace, subfolder)))
    try:
        path.mkdir(exist_ok=True, parents=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise ValueError(
            f"The folder {path} can't be made, because one of its parts is a file. Remove that file, or choose "
            "another place with `assets_dir`."
        ) from error
    return path


def _one_name(part: str) -> str:
    """The text as one name of a folder: never a path that leads somewhere else."""
    for separator in (" ", "/", "\\"):
        part = part.replace(separator, "--")
    return part if part.strip(".") else "--"
