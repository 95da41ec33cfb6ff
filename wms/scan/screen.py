"""A scan screen is a small state machine with one template; its state is read from rows, never from the browser.

A flow subclasses ScanScreen: it names its steps and what each accepts, finds the actor's open work, locks it in the
one order, says which step it is at, and has one `on_<step>` (and `on_command_<name>`) per step, which calls one
operation. The kit (judge.py) owns receipt, freshness, chain, transaction and answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from wms.core.cause import Cause
from wms.core.models import Device, Person, Station, Warehouse
from wms.core.refusals import OperationRefused
from wms.core.states import Role
from wms.scan.barcode import Candidate, ScanText
from wms.scan.codes import make
from wms.scan.work import Work

Pair = tuple[str, str]


@dataclass(frozen=True)
class Actor:
    """Who scans, with what, where."""

    person: Person
    device: Device
    warehouse: Warehouse
    roles: frozenset[str]
    language: str = "zh-hans"

    @property
    def station(self) -> Station | None:
        return self.device.station


@dataclass(frozen=True)
class Barcode:
    """What a step gets: the one candidate that fits, and everything else that the scan said."""

    candidate: Candidate
    text: ScanText

    @property
    def kind(self) -> str:
        return self.candidate.kind

    @property
    def id(self) -> int:
        return self.candidate.id


@dataclass(frozen=True)
class Step:
    """One thing to scan: the kinds that it `accepts`, the scan line's `prompt` (zh, en), its word on the rail."""

    accepts: tuple[str, ...]
    prompt: Pair
    rail: Pair | None = None
    commands: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A button for an exception: a tap sends its command barcode, as if it were scanned. `key` is its number key."""

    key: str
    command: str
    label: Pair
    icon: str = "warning"
    kind: str = "act"

    @property
    def raw(self) -> str:
        return make("command", self.command)


@dataclass(frozen=True)
class View:
    """What a screen shows now: texts as (zh, en) pairs or plain codes; `detail` feeds rf/<screen>/_detail.html,
    `data` travels in the answer as JSON.
    """

    title: Pair
    subtitle: str = ""
    done: int | None = None
    total: int | None = None
    prompt: Pair | None = None
    actions: tuple[Action, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a right scan did. `code` has its wording and tone in core/messages/.

    `ended`: it closed a line, a task, a parcel or the work, so nothing may be chained onto it (PROTOCOLS 2). `work`:
    the one that it has opened, where the flow has it at hand.
    """

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    ended: bool = False
    work: Work | None = None


@dataclass(frozen=True)
class Tile:
    """A menu entry: `count` waiting, None where counting makes no sense."""

    count: int | None = None
    note: Pair | None = None
    is_urgent: bool = False
    resumes: bool = False


class ScanScreen:
    """Subclass per flow; stateless, one instance serves every request."""

    name: ClassVar[str]
    surface: ClassVar[str] = "rf"  # rf | station
    stage: ClassVar[str]  # receive | putaway | move | count | pick | sort | pack | handover | lookup
    title: ClassVar[Pair]
    icon: ClassVar[str] = "barcode"
    menu_order: ClassVar[int] = 50
    roles: ClassVar[frozenset[str]] = frozenset(Role.values)
    steps: ClassVar[dict[str, Step]]
    first_step: ClassVar[str]

    def open_work(self, actor: Actor) -> Work | None:
        """The actor's present work, read without a lock (for pages and answers)."""
        raise NotImplementedError(self.name)

    def lock(self, actor: Actor) -> Work | None:
        """The same work, with everything that the flow needs locked in the one order, down to the work itself."""
        raise NotImplementedError(self.name)

    def step(self, actor: Actor, work: Work | None) -> str:
        """The name of the present step; `first_step` without work."""
        raise NotImplementedError(self.name)

    def view(self, actor: Actor, work: Work | None, step: str) -> View:
        raise NotImplementedError(self.name)

    def narrow(self, actor: Actor, work: Work | None, step: str, candidates: list[Candidate]) -> list[Candidate]:
        """Drop readings that this work rules out; what is left of several is still ambiguous."""
        return candidates

    def in_hand(self, actor: Actor, work: Work | None, step: str, text: ScanText) -> Candidate | None:
        """The very thing that this work waits for, when the scan names it and nothing else can be of its code: what the
        flow has at hand is not looked up again. None: ask the resolvers.
        """
        return None

    def refused(self, actor: Actor, step: str, refusal: OperationRefused, cause: Cause) -> None:
        """What stays although the scan was refused (a blocked parcel, a work item). Runs after the rollback to the
        savepoint, under the same locks and in the same transaction; read rows anew, do not trust the work in hand.
        """

    def left_behind(self, actor: Actor, work: Work | None, outcome: Outcome) -> Work | None:
        """The work as a right scan left it, for the chain and for the answer, which is drawn from it. A flow that
        changes the very `work` that it was given, and neither opens nor ends one, may return it and save a query.
        """
        return self.open_work(actor)

    def settle(self, actor: Actor, code: str, left: Work | None) -> Work | None:
        """After the commit and outside any transaction: a short wait for something that the scan (its outcome is
        `code`) has started. Returns the work, which the scan has `left`, as it is then.
        """
        return left

    def tile(self, actor: Actor) -> Tile:
        return Tile()

    def act(self, actor: Actor, work: Work | None, step: str, barcode: Barcode, cause: Cause) -> Outcome:
        """Call `on_<step>`, or `on_command_<name>` for a command that the step knows."""
        name = f"on_command_{barcode.candidate.label.lower()}" if barcode.kind == "command" else f"on_{step}"
        outcome: Outcome = getattr(self, name)(actor, work, barcode, cause)
        return outcome
