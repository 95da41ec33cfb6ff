"""docker-compose.yml, which no engine here can run: what it says must at least be true of the code."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands, load_command_class

from tests.catalogues import ROOT
from tests.ops.test_settings import variables_told
from wms.ops.management.commands.worker import QUEUES

FILE = ROOT / "docker-compose.yml"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
RUNBOOK = (ROOT / "docs/runbook.md").read_text(encoding="utf-8")
NGINX = (ROOT / "wms/ops/nginx/default.conf").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_compose_file_has_the_right_shape() -> None:
    judge = Path(sys.executable).with_name("check-jsonschema")
    command = [judge, "--builtin-schema", "vendor.compose-spec", str(FILE)]
    verdict = subprocess.run(command, capture_output=True, text=True, check=False)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_command_is_one_that_manage_knows(name: str) -> None:
    python, manage, command, *arguments = OURS[name]["command"]
    assert (python, manage) == ("python", "manage.py")
    door = load_command_class(get_commands()[command], command)
    door.create_parser("manage.py", command).parse_args(arguments)


def test_every_queue_has_a_worker_and_there_is_one_beat() -> None:
    commands = [service["command"] for service in OURS.values()]
    queues = [command[command.index("--queues") + 1] for command in commands if command[2] == "worker"]
    assert sorted(",".join(queues).split(",")) == sorted(QUEUES)
    assert sum(command[2] == "beat" or "--beat" in command for command in commands) == 1


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_variable_is_one_that_the_settings_read(name: str) -> None:
    given = set(OURS[name]["environment"])
    assert given - set(variables_told()) == set()
    assert {"SECRET_KEY", "FIELD_KEYS", "DATABASE_URL", "REDIS_URL", "ALLOWED_HOSTS", "BEHIND_HTTPS"} <= given


def test_secrets_have_no_default() -> None:
    text = FILE.read_text(encoding="utf-8")
    for secret in (
        "SECRET_KEY",
        "FIELD_KEYS",
        "POSTGRES_PASSWORD",
        "ALLOWED_HOSTS",
        "TLS_CERTS",
        "WAL_ARCHIVE",
        "BACKUPS",
    ):
        uses = re.findall(r"\$\{" + secret + r"(.*?)\}", text)
        assert uses != []
        assert all(use.startswith(":?") for use in uses), secret


def test_what_is_waited_for_can_come() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "healthcheck" in SERVICES[other], f"{name} waits for {other}"
            else:
                assert how["condition"] == "service_completed_successfully", name
                assert SERVICES[other]["restart"] == "no", f"{name} waits for {other}"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_limited_and_watched(name: str) -> None:
    service = SERVICES[name]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert "healthcheck" in service or service["restart"] == "no"


def test_probes_ask_services_and_addresses_that_exist() -> None:
    from wms.ops.urls import urlpatterns

    known = {str(pattern.pattern) for pattern in urlpatterns}
    probes = [service["healthcheck"]["test"][-1] for service in OURS.values() if "healthcheck" in service]
    assert len(probes) == len(OURS) - 1  # all but migrate
    for probe in probes:
        host, port, path = re.fullmatch(r"http://([\w.-]+):(\d+)/(\w+)(?:\?deep=1)?", probe).groups()  # type: ignore[union-attr]
        assert host in {"127.0.0.1", *SERVICES}
        assert (port, path in known) == (OURS["web-a"]["environment"]["PORT"], True)


def test_traffic_is_never_wired_to_the_deep_look() -> None:
    for name in ("web-a", "web-b"):
        assert "deep" not in " ".join(SERVICES[name]["healthcheck"]["test"])


def test_nginx_sends_to_both_web_processes_and_hides_what_is_for_operators() -> None:
    upstreams = re.findall(r"server ([\w-]+):(\d+) .*resolve;", NGINX)
    assert upstreams == [("web-a", "8000"), ("web-b", "8000")]
    for hidden in ("= /metrics", "= /readyz", "/ops/sim/"):
        assert f"location {hidden} {{ return 404; }}" in NGINX
    assert "./wms/ops/nginx/default.conf:/etc/nginx/conf.d/default.conf:ro" in SERVICES["nginx"]["volumes"]


def test_nginx_sends_again_what_has_an_id_of_its_own_and_nothing_else_that_changes_anything() -> None:
    retries = re.findall(r"location (\S.*?) \{(?:[^{}]*)non_idempotent", NGINX)
    assert len(retries) == NGINX.count("non_idempotent") == 1
    shape = re.compile(retries[0].removeprefix("~ "))
    addresses = [
        f"/{path}" for surface in ("rf", "station") for path in (f"{surface}/pick/scan", f"{surface}/put-back/scan")
    ]
    assert all(shape.search(address) for address in addresses)
    others = ["/rf/signin/", "/orders/1/hold", "/rf/pick/progress", "/intake/scan", "/x/rf/pick/scan", "/rf/a/b/scan"]
    assert [address for address in others if shape.search(address)] == []


def test_nginx_names_the_request_and_never_takes_the_browsers_name() -> None:
    assert "proxy_set_header X-Request-ID $request_id;" in NGINX
    assert "$http_x_request_id" not in NGINX
    inside = re.findall(r"location [^{]*\{[^}]*\}", NGINX)
    assert [place for place in inside if "proxy_set_header" in place] == []  # one there would drop all of the server's


def test_the_image_copies_what_exists_and_runs_as_nobody_special() -> None:
    sources = re.findall(r"^COPY (?!--from)(\S+)", DOCKERFILE, flags=re.MULTILINE)
    assert [source for source in sources if not (ROOT / source).exists()] == []
    allowed = re.findall(r"^!(\S+)", (ROOT / ".dockerignore").read_text(), flags=re.MULTILINE)
    assert sorted(sources) == sorted(allowed)
    assert "\nUSER zhunjian\n" in DOCKERFILE
    assert "--require-hashes" in DOCKERFILE


def told_to_type(*verbs: str) -> list[list[str]]:
    """The runbook's `docker compose VERB …`, each in words, continued lines as one."""
    blocks = "".join(RUNBOOK.split("```")[1::2]).replace("\\\n", "")
    lines = re.findall(rf"^docker compose (?:{'|'.join(verbs)}) .*$", blocks, flags=re.MULTILINE)
    return [shlex.split(line, comments=True) for line in lines]


def mounts(service: dict[str, Any], words: list[str]) -> dict[str, bool]:
    """Folders inside the container -> whether they can be written."""
    given = [words[place + 1] for place, word in enumerate(words) if word == "-v"]
    parts = [re.sub(r"\$\{[^}]*\}", "", volume).split(":") for volume in [*service["volumes"], *given]]
    return {each[1]: each[2:] != ["ro"] for each in parts} | dict.fromkeys(service.get("tmpfs", []), True)


def test_the_runbooks_commands_find_their_paths_mounted_and_write_where_they_can() -> None:
    commands = told_to_type("exec", "run")
    assert len(commands) >= 4
    for words in commands:
        name = next(word for word in words if word in SERVICES)
        there, inner = mounts(SERVICES[name], words), words[words.index(name) + 1 :]
        paths = [word for word in inner if word.startswith("/")]
        homes = {path: [folder for folder in there if f"{path}/".startswith(f"{folder}/")] for path in paths}
        assert [path for path, found in homes.items() if not found] == [], words
        if name in OURS:
            assert inner[:2] == ["python", "manage.py"]
            load_command_class(get_commands()[inner[2]], inner[2]).create_parser("", inner[2]).parse_args(inner[3:])
            assert all(there[folder] for found in homes.values() for folder in found), words


def test_a_restore_in_compose_runs_while_everything_of_ours_is_stopped() -> None:
    (restore,) = [words for words in told_to_type("exec", "run") if "restore" in words]
    assert restore[2:5] == ["run", "--rm", "--no-deps"]  # exec needs a container that runs
    assert {name for name, service in OURS.items() if service["restart"] != "no"} <= set(told_to_type("stop")[0])
