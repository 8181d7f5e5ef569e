"""Webhooks, and the queue of what they have yet to tell."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huggingface_hub.local_hub.state.clock import new_id, now
from huggingface_hub.local_hub.state.db import Database, Row


ATTEMPTS = 8
KEPT = 7 * 24 * 3600
# One that has waited as long as this for its turn says nothing useful any more.
LONGEST_PAUSE = 300.0


@dataclass(frozen=True)
class Webhook:
    """
    One webhook.

    Attributes:
        watched: Items of `type` and `name`.
        domains: `repo`, `discussion` or both.
        secret: Sent with each event, so that the receiver knows the sender.
    """

    id: str
    owner_id: str
    url: str
    watched: tuple[Mapping[str, str], ...]
    domains: tuple[str, ...]
    secret: str | None
    disabled: bool


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one webhook; deliveries of a webhook are made in the order of their numbers."""

    number: int
    webhook_id: str
    payload: str
    attempts: int


class Webhooks:
    """The webhooks of one hub. What is queued survives a restart."""

    def __init__(self, db: Database) -> None:
        self._db = db
        # Wakes whoever delivers.
        self.on_queued: Callable[[], None] = lambda: None

    def of(self, owner_id: str) -> list[Webhook]:
        rows = self._db.all("SELECT * FROM webhooks WHERE owner_id = ? ORDER BY created, id", owner_id)
        return [_webhook(row) for row in rows]

    def get(self, webhook_id: str) -> Webhook | None:
        row = self._db.one("SELECT * FROM webhooks WHERE id = ?", webhook_id)
        return _webhook(row) if row else None

    def enabled(self) -> list[Webhook]:
        return [_webhook(row) for row in self._db.all("SELECT * FROM webhooks WHERE disabled = 0 ORDER BY id")]

    def create(
        self, owner_id: str, url: str, watched: Sequence[Mapping[str, str]], domains: Sequence[str], secret: str | None
    ) -> Webhook:
        made = Webhook(new_id(), owner_id, url, tuple(watched), tuple(domains), secret, False)
        self._db.run(
            "INSERT INTO webhooks (id, owner_id, url, watched, domains, secret, created) VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(made.id, owner_id, url, json.dumps(list(watched)), json.dumps(list(domains)), secret, now()),
        )
        return made

    def update(self, webhook: Webhook, **values: Any) -> Webhook:
        """Change columns; returns the webhook as it is then."""
        with self._db.transaction():
            for column, value in values.items():
                stored = json.dumps(list(value)) if column in {"watched", "domains"} else value
                self._db.run(f"UPDATE webhooks SET {column} = ? WHERE id = ?", stored, webhook.id)
            if values.get("disabled"):
                self._drop(webhook)
        return self.get(webhook.id) or webhook

    def delete(self, webhook: Webhook) -> None:
        with self._db.transaction():
            self._drop(webhook)
            self._db.run("DELETE FROM webhooks WHERE id = ?", webhook.id)

    def _drop(self, webhook: Webhook) -> None:
        self._db.run("DELETE FROM deliveries WHERE webhook_id = ? AND state = 'waiting'", webhook.id)

    # The queue

    def queue(self, payloads: Mapping[str, Mapping[str, Any]]) -> None:
        """Put an event into the queues of webhooks, by their ids."""
        with self._db.transaction():
            for webhook_id, payload in payloads.items():
                self._db.run(
                    "INSERT INTO deliveries (webhook_id, payload, state, due, created) VALUES (?, ?, 'waiting', ?, ?)",
                    *(webhook_id, json.dumps(payload), time.time(), time.time()),
                )
        self.on_queued()

    def due(self) -> list[Delivery]:
        """What may be sent now: of each webhook the first that waits, unless it waits for its next attempt."""
        rows = self._db.all(
            "SELECT * FROM deliveries WHERE number IN"
            " (SELECT MIN(number) FROM deliveries WHERE state = 'waiting' GROUP BY webhook_id) AND due <= ? ORDER BY number",
            time.time(),
        )
        return [Delivery(row["number"], row["webhook_id"], row["payload"], row["attempts"]) for row in rows]

    def next_due(self) -> float | None:
        """Seconds until there is something to send; None when nothing waits."""
        row = self._db.one(
            "SELECT MIN(due) AS due FROM deliveries WHERE number IN"
            " (SELECT MIN(number) FROM deliveries WHERE state = 'waiting' GROUP BY webhook_id)"
        )
        return max(0.0, row["due"] - time.time()) if row and row["due"] is not None else None

    def settle(self, delivery: Delivery, outcome: str, *, done: bool, final: bool, pause: float) -> None:
        """Note how an attempt ended: done, to be tried again after a pause, or given up."""
        attempts = delivery.attempts + 1
        state = "done" if done else ("failed" if final or attempts >= ATTEMPTS else "waiting")
        wait = min(pause * 2**delivery.attempts, LONGEST_PAUSE)
        self._db.run(
            "UPDATE deliveries SET state = ?, attempts = ?, due = ?, outcome = ? WHERE number = ?",
            *(state, attempts, time.time() + wait, outcome, delivery.number),
        )

    def history(self, webhook_id: str) -> list[Row]:
        """All that was sent to a webhook lately or waits to be, oldest first."""
        return self._db.all("SELECT * FROM deliveries WHERE webhook_id = ? ORDER BY number", webhook_id)

    def clean(self) -> None:
        """Forget old deliveries, also those that still wait: a receiver that was away for so long begins anew."""
        self._db.run("DELETE FROM deliveries WHERE created < ?", time.time() - KEPT)


def _webhook(row: Row) -> Webhook:
    return Webhook(
        id=row["id"],
        owner_id=row["owner_id"],
        url=row["url"],
        watched=tuple(json.loads(row["watched"])),
        domains=tuple(json.loads(row["domains"])),
        secret=row["secret"],
        disabled=bool(row["disabled"]),
    )
