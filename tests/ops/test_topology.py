"""What the topology makes of docker-compose.yml: nothing of its own but this machine's ports and paths."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wms.ops.topology import stand_ins
from wms.ops.topology.compose import FILE, ROOT, CannotRun, Compose, fill, read, required, seconds
from wms.ops.topology.ground import HOST, Ground, kind_of

DEBIAN_12 = (1, 22, 1)


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path / "ground")


@pytest.fixture
def compose(ground: Ground) -> Compose:
    found = read(ground.variables())
    ground.settle(found)
    return found


def test_every_service_of_the_file_is_stood_for_after_those_it_needs(compose: Compose) -> None:
    order = [service.name for service in compose.in_order()]
    assert {kind_of(service) for service in compose} == {"", "postgres", "redis", "nginx"}
    for service in compose:
        assert [other for other in service.needs if order.index(other) > order.index(service.name)] == []


def test_what_the_file_requires_is_made_up_once_and_kept_from_others(ground: Ground) -> None:
    first = ground.variables()
    assert set(required(FILE.read_text(encoding="utf-8"))) <= set(first)
    assert Ground(ground.folder).variables() == first
    assert (ground.folder / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_variable_that_the_file_did_not_require_at_an_earlier_start_is_made_up_beside_those_kept(
    ground: Ground,
) -> None:
    first = ground.variables()
    kept = {name: value for name, value in first.items() if name != "BACKUPS"}
    (ground.folder / "secrets.json").write_text(json.dumps(kept))
    assert Ground(ground.folder).variables() == first


def test_a_variable_that_is_not_given_or_empty_refuses_with_the_files_own_reason() -> None:
    for given in ({}, {"KEY": ""}):
        with pytest.raises(CannotRun, match="KEY is needed: 50 characters"):
            fill("a: ${KEY:?50 characters}", given)
    assert fill("${KEY:?why} ${LEVEL:-INFO} ${TOKEN:-}.", {"KEY": "k"}) == "k INFO ."


@pytest.mark.parametrize(("text", "expected"), [("500ms", 0.5), ("30s", 30.0), ("2m", 120.0)])
def test_durations_are_read_as_compose_writes_them(text: str, expected: float) -> None:
    assert seconds(text) == expected


def test_no_two_services_share_a_port_and_a_second_start_finds_its_own(ground: Ground, compose: Compose) -> None:
    assert len(set(ground.ports.values())) == len(ground.ports)
    again = Ground(ground.folder)
    again.settle(compose)
    assert again.ports == ground.ports
    kept = json.loads((ground.folder / "ports.json").read_text())
    assert kept == {f"{name}:{port}": mine for (name, port), mine in ground.ports.items()}


def test_addresses_and_paths_are_this_machines_and_nothing_else_changes(ground: Ground, compose: Compose) -> None:
    web = compose.services["web-a"]
    mine = ground.environment(web, compose)
    db, redis = ground.ports["db", "5432"], ground.ports["redis", "6379"]
    password = ground.variables()["POSTGRES_PASSWORD"]
    assert mine["DATABASE_URL"] == f"postgresql://zhunjian:{password}@{HOST}:{db}/zhunjian"
    assert mine["REDIS_URL"] == f"redis://{HOST}:{redis}/0"
    assert mine["DATA_DIR"] == str(ground.folder / "volumes" / "data")
    assert mine["NUMBA_CACHE_DIR"] == str(ground.folder / "volumes" / "data" / "numba")  # of the image
    assert (mine["BIND_HOST"], mine["PORT"]) == (HOST, str(ground.ports["web-a", "8000"]))
    same = set(web.environment) - {"DATABASE_URL", "REDIS_URL", "DATA_DIR", "BIND_HOST", "PORT"}
    assert {name: mine[name] for name in same} == {name: web.environment[name] for name in same}


def test_a_health_check_asks_the_service_that_the_file_names(ground: Ground, compose: Compose) -> None:
    for name in ("web-a", "worker-wave"):
        port = ground.ports["web-a", "8000"]
        assert f"http://{HOST}:{port}/readyz" in stand_ins.check_of(compose.services[name], ground)[-1]


def test_nginx_gets_the_projects_file_with_every_port_exchanged_once(ground: Ground, compose: Compose) -> None:
    written = (ROOT / "wms/ops/nginx/default.conf").read_text(encoding="utf-8")
    nginx = compose.services["nginx"]
    modern = stand_ins.server_file(written, nginx, ground, stand_ins.NGINX_THAT_RESOLVES)
    ports = ground.ports
    for port in ("80", "8080", "443"):
        assert modern.count(f"listen {HOST}:{ports['nginx', port]}") == 1
    for name in ("web-a", "web-b"):
        assert f"server {HOST}:{ports[name, '8000']} max_fails=1 fail_timeout=2s resolve;" in modern
    assert len(modern.splitlines()) == len(written.splitlines())
    old = stand_ins.server_file(written, nginx, ground, DEBIAN_12)
    assert [word for word in ("resolver", "resolve;", "http2 on") if word in old] == []
    assert f"listen {HOST}:{ports['nginx', '443']} ssl http2;" in old
