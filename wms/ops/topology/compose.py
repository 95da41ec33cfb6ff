"""Reads docker-compose.yml: what an engine would be told is what is started and tested here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
FILE, DOCKERFILE = ROOT / "docker-compose.yml", ROOT / "Dockerfile"
VARIABLE = re.compile(r"\$\{(?P<name>[A-Z_]+)(?:(?P<how>:\?|:-)(?P<what>[^}]*))?\}")
SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}
GRACE_SECONDS = 10.0  # what the compose specification says when a service says nothing


class CannotRun(Exception):
    """The file asks for something that this machine or this runner has not."""


@dataclass(frozen=True)
class Check:
    """A health check: its command and its patience."""

    command: list[str]
    timeout_seconds: float
    patience_seconds: float


@dataclass(frozen=True)
class Service:
    """One service, as far as processes can stand for containers. Limits, file systems and users are the engine's."""

    name: str
    image: str  # empty: the one that is built here
    command: list[str]
    environment: dict[str, str]
    needs: dict[str, str]  # service -> condition
    volumes: dict[str, str]  # path in the container -> source
    check: Check | None
    restarts: bool
    grace_seconds: float

    @property
    def is_ours(self) -> bool:
        return not self.image


@dataclass(frozen=True)
class Compose:
    services: dict[str, Service]
    image_environment: dict[str, str] = field(default_factory=dict)

    def in_order(self) -> list[Service]:
        """Each after those it needs; else as they stand in the file."""
        return [self.services[name] for name in TopologicalSorter({s.name: s.needs for s in self}).static_order()]

    def __iter__(self) -> Any:
        return iter(self.services.values())


def read(variables: Mapping[str, str], *, file: Path = FILE, dockerfile: Path = DOCKERFILE) -> Compose:
    """The services with every variable filled in. Refuses with CannotRun when one that is required is not given."""
    told = yaml.safe_load(fill(file.read_text(encoding="utf-8"), variables))
    services = {name: _service(name, row) for name, row in told["services"].items()}
    return Compose(services, _image_environment(dockerfile.read_text(encoding="utf-8")))


def fill(text: str, variables: Mapping[str, str]) -> str:
    """`${NAME:?why}` and `${NAME:-default}` as compose fills them: an empty value counts as none."""

    def value(found: re.Match[str]) -> str:
        given = variables.get(found["name"], "")
        if not given and found["how"] == ":?":
            raise CannotRun(f"{found['name']} is needed: {found['what']}")
        return given or (found["what"] or "" if found["how"] == ":-" else "")

    return VARIABLE.sub(value, text)


def required(text: str) -> dict[str, str]:
    """Variables without which compose refuses to start, each with what the file says of it."""
    return {found["name"]: found["what"] for found in VARIABLE.finditer(text) if found["how"] == ":?"}


def _service(name: str, row: dict[str, Any]) -> Service:
    needs = {other: how["condition"] for other, how in row.get("depends_on", {}).items()}
    volumes = [volume.split(":") for volume in row.get("volumes", [])]
    return Service(
        name=name,
        image="" if "build" in row else row["image"],
        command=[str(word) for word in row.get("command", [])],
        environment={key: str(value) for key, value in row.get("environment", {}).items()},
        needs=needs,
        volumes={parts[1]: parts[0] for parts in volumes},
        check=_check(row["healthcheck"]) if "healthcheck" in row else None,
        restarts=row.get("restart") == "unless-stopped",
        grace_seconds=seconds(row["stop_grace_period"]) if "stop_grace_period" in row else GRACE_SECONDS,
    )


def _check(row: dict[str, Any]) -> Check:
    kind, *words = row["test"]
    command = words if kind == "CMD" else ["sh", "-c", *words]
    patience = seconds(row.get("start_period", "0s")) + seconds(row["interval"]) * row["retries"]
    return Check(command, seconds(row["timeout"]), patience)


def seconds(text: str) -> float:
    """ "30s", "500ms", "2m"."""
    number, unit = re.fullmatch(r"(\d+)(ms|s|m)", text).groups()  # type: ignore[union-attr]
    return int(number) * SECONDS[unit]


def _image_environment(dockerfile: str) -> dict[str, str]:
    """What ENV gives each process of ours, but the image's own PATH."""
    pairs = [pair for line in re.findall(r"^ENV (.+)$", dockerfile, re.MULTILINE) for pair in line.split()]
    return {name: value for name, _, value in (pair.partition("=") for pair in pairs) if name != "PATH"}
