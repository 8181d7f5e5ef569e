"""Parts cover a file exactly once, whatever connections do."""

from __future__ import annotations

from hypothesis import given, settings, strategies as st

from huggingface_hub._core import retry
from huggingface_hub._core.download.growth import ENOUGH, LONG_PATH_CONNECTIONS, Growth
from huggingface_hub._core.download.parts import Parts
from huggingface_hub._core.download.plan import Range


def covers(parts: Parts) -> bool:
    position = 0
    for part in parts:
        if part.start != position or not part.start <= part.position <= part.end:
            return False
        position = part.end
    return position == parts.size


@st.composite
def done_ranges(draw: st.DrawFn, size: int) -> list[Range]:
    marks = sorted(draw(st.sets(st.integers(0, size), max_size=8)))
    pairs = zip(marks[::2], marks[1::2], strict=False)
    return [Range(start, end) for start, end in pairs]


@settings(deadline=None)
@given(st.data())
def test_every_byte_belongs_to_one_part_and_all_of_them_arrive(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 400))
    done = data.draw(done_ranges(size))
    parts = Parts(size, retry.DEFAULT.start(), done=done, min_split=data.draw(st.integers(1, 80)))
    seen = [0] * size
    for start, end in done:
        for index in range(start, end):
            seen[index] += 1
    assert parts.received == sum(seen)
    busy = []
    for _ in range(10_000):
        if parts.done:
            break
        step = data.draw(st.integers(0, 3)) if busy else 3
        if step == 3:
            chunk = data.draw(st.none() | st.integers(1, 100))
            part = parts.take(0.0, chunk)
            if part is None and parts.share(chunk or size):
                part = parts.take(0.0, chunk)
            if part is not None:
                busy.append(part)
        elif busy:
            part = busy[data.draw(st.integers(0, len(busy) - 1))]
            count = min(part.left, data.draw(st.integers(1, 200)))
            for index in range(part.position, part.position + count):
                seen[index] += 1
            part.position += count
            if part.done or step == 1:
                # Complete, or the connection broke.
                part.busy = False
                busy.remove(part)
        assert covers(parts)
        assert parts.front == next((index for index, times in enumerate(seen) if not times), size)
    assert parts.received == sum(seen)
    assert max(seen) == 1


def test_a_part_that_has_to_wait_is_not_taken_before_its_time() -> None:
    parts = Parts(100, retry.DEFAULT.start())
    part = parts.take(5.0, None)
    assert part is not None
    assert parts.take(5.0, None) is None
    part.busy = False
    part.not_before = 7.0

    assert parts.take(6.0, None) is None
    assert parts.next_start() == 7.0
    assert parts.take(7.0, None) is part


def test_the_rest_of_the_largest_part_is_shared() -> None:
    parts = Parts(1000, retry.DEFAULT.start(), min_split=10)
    first = parts.take(0.0, None)
    assert first is not None
    first.position = 200

    assert parts.share(100)

    assert first.end == 300
    second = parts.take(0.0, 100)
    assert second is not None
    assert (second.start, second.end) == (300, 400)


def test_small_rests_are_not_worth_sharing() -> None:
    parts = Parts(1000, retry.DEFAULT.start(), min_split=600)
    parts.take(0.0, None)

    assert not parts.share(100)


def test_a_file_can_begin_again() -> None:
    parts = Parts(100, retry.DEFAULT.start())
    part = parts.take(0.0, None)
    assert part is not None
    part.position = 40

    assert parts.rewind() == 40
    assert parts.front == 0


def run(growth: Growth, rate_of: object, *, seconds: float = 3.0, idle: float = 0.9) -> None:
    now = received = idled = 0.0
    while now < seconds:
        growth.look(now, int(received), idled, growth.wanted)
        now += 0.05
        received += 0.05 * rate_of(growth.wanted)  # type: ignore[operator]
        idled += 0.05 * idle


def test_connections_are_added_while_they_bring_more() -> None:
    growth = Growth(16)
    growth.answered(0.001)

    run(growth, lambda connections: 20e6 * connections)

    assert growth.wanted == 16


def test_a_full_line_gets_no_more_than_a_few() -> None:
    growth = Growth(16)
    growth.answered(0.001)

    run(growth, lambda connections: 20e6)

    assert growth.wanted == 4


def test_connections_between_two_parts_hold_up_no_others() -> None:
    growth = Growth(16)
    growth.answered(0.001)
    now = received = idled = 0.0
    complete = False
    while now < 1 and growth.wanted < 16:
        wanted = growth.wanted
        # All are there once, and from then on some have always just ended a part.
        growth.look(now, int(received), idled, max(1, wanted // 2) if complete else wanted)
        complete = growth.wanted == wanted
        now += 0.05
        received += 0.05 * 20e6 * wanted
        idled += 0.045

    assert growth.wanted == 16


def test_new_connections_may_begin_slowly() -> None:
    growth = Growth(16)
    growth.answered(0.001)
    since = {1: 0.0}
    now = received = idled = 0.0
    while now < 2:
        growth.look(now, int(received), idled, growth.wanted)
        now += 0.05
        idled += 0.045
        begun = since.setdefault(growth.wanted, now)
        before = growth.wanted // 2
        received += 0.05 * 20e6 * (growth.wanted if now - begun > 0.09 else before)

    assert growth.wanted == 16
    assert growth.pause is None


def test_one_fast_connection_is_enough() -> None:
    growth = Growth(16)
    growth.answered(0.001)

    run(growth, lambda connections: 2 * ENOUGH)

    assert growth.wanted == 1


def test_several_fast_connections_get_more_help_while_there_is_time() -> None:
    growth = Growth(16)
    growth.answered(0.05)

    run(growth, lambda connections: ENOUGH / 4 * connections)

    assert growth.wanted == 16


def test_a_rest_is_divided_down_to_what_is_worth_a_request() -> None:
    parts = Parts(8 << 20, retry.DEFAULT.start(), min_split=4 << 20)
    first = parts.take(0.0, None)
    assert first is not None
    first.position = 6 << 20

    assert not parts.share(16 << 20)
    assert parts.share(16 << 20, 1 << 20)
    assert [part.left for part in parts] == [1 << 20, 1 << 20]
    assert not parts.share(16 << 20, 1 << 20)
    assert not parts.share(16 << 20, 2 << 20)


def test_a_busy_machine_gets_no_more_connections() -> None:
    growth = Growth(16)
    growth.answered(0.001)

    run(growth, lambda connections: 20e6, idle=0.1)

    assert growth.wanted == 1


def test_a_long_path_gets_several_at_once() -> None:
    growth = Growth(16)

    growth.answered(0.05)

    assert growth.wanted == LONG_PATH_CONNECTIONS


def test_on_a_long_path_the_next_part_is_asked_for_before_a_connection_is_free() -> None:
    growth = Growth(16)
    growth.answered(0.05)
    lefts = [16_000_000] * 6 + [4_000_000, 1_000_000]

    assert growth.with_those_ahead(lefts, rate=100e6, distance=0.05) == LONG_PATH_CONNECTIONS + 2
    assert growth.with_those_ahead(lefts, rate=50e6, distance=0.05) == LONG_PATH_CONNECTIONS + 1
    # There a request costs next to nothing, and here nobody knows yet how soon "soon" is.
    assert growth.with_those_ahead(lefts, rate=100e6, distance=0.001) == LONG_PATH_CONNECTIONS
    assert growth.with_those_ahead(lefts, rate=0.0, distance=0.05) == LONG_PATH_CONNECTIONS


def test_those_ahead_are_no_more_than_allowed() -> None:
    growth = Growth(9)
    growth.answered(0.05)

    assert growth.with_those_ahead([1] * 8, rate=100e6, distance=0.05) == 9


def test_a_server_that_refuses_gets_no_more() -> None:
    growth = Growth(16)
    growth.answered(0.05)

    growth.hold(3)
    run(growth, lambda connections: 20e6 * connections)

    assert growth.wanted == 3
