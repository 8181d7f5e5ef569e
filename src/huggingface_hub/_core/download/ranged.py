"""Reading parts of a file that must all be of the same content: what is asked for, and which answers are believed."""

from __future__ import annotations

from collections.abc import Mapping

from huggingface_hub._core import ranges
from huggingface_hub._core.download import answers
from huggingface_hub._lazy import errors


class Content:
    """What is known of the file behind an address: the first answer says it, and all later ones have to agree.

    Args:
        url: Its lasting address.
        size: Its size if known.
        etag: Its entity tag as the server that gives the bytes sends it, if known.
    """

    def __init__(self, url: str, *, size: int | None = None, etag: str | None = None) -> None:
        self.url = url
        # `setdefault` is one step even between threads: of readings that begin together, all agree.
        self._known: dict[str, int | str] = {}
        if size is not None:
            self._known["size"] = size
        if etag is not None:
            self._known["etag"] = etag
        self._address: str | None = None

    @property
    def size(self) -> int | None:
        """How large it is, `None` as long as nobody has said so."""
        size = self._known.get("size")
        return None if size is None else int(size)

    @property
    def etag(self) -> str | None:
        """The tag that all parts have to come with, `None` as long as there was none."""
        etag = self._known.get("etag")
        return None if etag is None else str(etag)

    @property
    def address(self) -> str:
        """Where to ask: where the last answer came from, which saves a redirect."""
        return self._address or self.url

    def answered(self, address: str) -> None:
        """Remember where an answer came from."""
        self._address = address

    def expired(self, address: str) -> bool:
        """Forget an address that is refused; false if it is the lasting one."""
        if address == self.url:
            return False
        self._address = None
        return True

    def learn(self, size: int | None, etag: str | None) -> None:
        """Take note of what an answer says, if nobody has said it before.

        Raises:
            RangeProtocolError: It contradicts what another one said.
        """
        if etag is not None:
            first = str(self._known.setdefault("etag", etag))
            if ranges.normalize_etag(first) != ranges.normalize_etag(etag):
                raise errors.RangeProtocolError("The file changed on the server while it was being read.")
        if size is not None and self._known.setdefault("size", size) != size:
            raise errors.RangeProtocolError(
                f"The file has {size} bytes now, not {self.size}: it changed on the server."
            )


class Reading:
    """One part of a content on its way.

    Args:
        content: The content.
        start: The first byte.
        end: Where the part ends (exclusive); the end of the file, if that comes before.

    Raises:
        ValueError: That is no range.
    """

    def __init__(self, content: Content, start: int, end: int) -> None:
        if not 0 <= start <= end:
            raise ValueError(f"Not a range: {start} to {end}")
        self._content = content
        self._pieces: list[bytes] = []
        # What the current answer may still bring
        self._left = 0
        self.position = start
        self.end = end
        self._clip()

    def _clip(self) -> None:
        size = self._content.size
        if size is not None:
            self.end = min(self.end, max(size, self.position))

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return self.position >= self.end

    @property
    def data(self) -> bytes:
        """What was asked for, when it is all there."""
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)

    def headers(self) -> dict[str, str]:
        """What asks for the rest, and for nothing of another content."""
        asked = {"Range": ranges.header(self.position, self.end)}
        tag = self._content.etag
        # A weak tag promises too little for a part of a file (RFC 9110 §13.1.5).
        if tag is not None and not tag.startswith("W/"):
            asked["If-Range"] = tag
        return asked

    def accept(self, status: int, headers: Mapping[str, str]) -> None:
        """Pass the head of an answer.

        Raises:
            RangeProtocolError: It is not (a beginning of) what was asked for, or of another content.
        """
        got = ranges.check_partial(status, headers, start=self.position, end=self.end, total=self._content.size)
        self._content.learn(got.total, headers.get("etag"))
        self._left = got.end - got.start
        self._clip()

    def add(self, piece: bytes) -> None:
        """Take bytes of the answer.

        Raises:
            RangeProtocolError: There are more than it announced.
        """
        if len(piece) > self._left:
            raise errors.RangeProtocolError("The server sends more bytes than the range that it announced.")
        self._left -= len(piece)
        self._pieces.append(piece)
        self.position += len(piece)

    def ends_here(self, error: Exception | None) -> bool:
        """Whether an error says that there is nothing behind this position: the file has come to its end.

        Raises:
            RangeProtocolError: It says that the file is another now.
        """
        if not isinstance(error, errors.HfHubHTTPError) or error.response.status_code != 416:
            return False
        total = ranges.unsatisfied_total(error.response.headers.get("content-range"))
        if total is None or total > self.position:
            answers.check_range_refused(error)
        self._content.learn(total, None)
        self._clip()
        return self.done

    def cut_short(self) -> errors.RangeProtocolError:
        """The error about a server that keeps ending early."""
        return errors.RangeProtocolError(
            f"The server ended at byte {self.position:,} instead of {self.end:,}, and gave no more when asked again."
        )
