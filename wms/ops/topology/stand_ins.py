"""Programs of this machine in the place of images: PostgreSQL, Redis, nginx, and the project's own Python."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from wms.ops.topology.compose import ROOT, CannotRun, Compose, Service
from wms.ops.topology.ground import HOST, Ground, as_owner, kind_of

NGINX_THAT_RESOLVES = (1, 27, 3)  # `server … resolve` in the free edition; `http2 on` is older
OPERATORS_DOOR = "8081"  # only with the demo: /ops/sim/, which the file hides from everybody


@dataclass(frozen=True)
class Standing:
    """How a service is run here, and how it is told to end."""

    command: list[str]
    environment: dict[str, str]
    stop_signal: int = signal.SIGTERM


def stand(service: Service, ground: Ground, compose: Compose, *, has_demo: bool) -> Standing:
    """Prepare what the service needs on the disk; returns its command line."""
    kind = kind_of(service)
    if kind == "postgres":
        return _postgres(service, ground)
    if kind == "redis":
        return _redis(service, ground)
    if kind == "nginx":
        return _nginx(service, ground, has_demo=has_demo)
    for outside in service.volumes.values():
        ground.place(outside).mkdir(parents=True, exist_ok=True)
    return Standing(_words(service.command, service, ground), ground.environment(service, compose))


def check_of(service: Service, ground: Ground) -> list[str]:
    """The service's own health check, with this machine's programs."""
    if service.check is None:
        return []
    words = _words(service.check.command, service, ground)
    kind = kind_of(service)
    if kind == "postgres":
        folder, port = binaries("pg_isready"), ground.ports[service.name, "5432"]
        return [*words[:-1], f"PATH={folder}:$PATH PGHOST={HOST} PGPORT={port} {words[-1]}"]
    if kind == "redis":
        return [words[0], "-h", HOST, "-p", str(ground.ports[service.name, "6379"]), *words[1:]]
    return words


def _words(words: list[str], service: Service, ground: Ground) -> list[str]:
    mine = [ground.here(word, service) for word in words]
    return [sys.executable, *mine[1:]] if mine[0] == "python" else mine


def binaries(program: str) -> Path:
    """The newest PostgreSQL's folder that holds `program`."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    on_path = shutil.which(program)
    found = [folder for folder in folders if (folder / program).exists()]
    if not found and not on_path:
        raise CannotRun(f"{program} is not on this machine (Debian: postgresql)")
    return found[-1] if found else Path(str(on_path)).resolve().parent


def _needs(program: str, package: str) -> str:
    found = shutil.which(program)
    if found is None:
        raise CannotRun(f"{program} is not on this machine (Debian: {package})")
    return found


def _postgres(service: Service, ground: Ground) -> Standing:
    """initdb as the image does it: its user, database and password, asked for over the network; then in front."""
    folder = binaries("initdb")
    home = ground.place(service.volumes["/var/lib/postgresql/data"])
    data, given = home / "data", service.environment
    ground.own("postgres", home, ground.place(service.volumes["/var/lib/postgresql/archive"]))
    user, database, port = given["POSTGRES_USER"], given["POSTGRES_DB"], ground.ports[service.name, "5432"]
    if not (data / "PG_VERSION").exists():
        with tempfile.NamedTemporaryFile("w", dir=home) as password:
            password.write(given["POSTGRES_PASSWORD"])
            password.flush()
            Path(password.name).chmod(0o644)
            how = ["-A", "scram-sha-256", "-U", user, "-E", "UTF8", "--locale=C.UTF-8"]
            _run([*as_owner("postgres"), str(folder / "initdb"), "-D", str(data), *how, "--pwfile", password.name])
        options = [*as_owner("postgres"), str(folder / "postgres"), "--single", "-D", str(data), "postgres"]
        _run(options, said=f"CREATE DATABASE {database} OWNER {user};\n")
    listening = ["-c", f"listen_addresses={HOST}", "-p", str(port), "-k", str(home)]
    scripts = ground.folder / "scripts"  # the project's own folder may be closed to the server's user
    shutil.copytree(ROOT / service.volumes["/ops"], scripts, dirs_exist_ok=True)
    asked = [ground.here(word.replace("/ops/", f"{scripts}/"), service) for word in service.command[1:]]
    return Standing(
        [*as_owner("postgres"), str(folder / "postgres"), "-D", str(data), *listening, *asked],
        {"PATH": "/usr/bin:/bin"},
        signal.SIGINT,  # "fast": the image's own stop signal
    )


def _run(command: list[str], *, said: str = "") -> None:
    done = subprocess.run(command, cwd="/", input=said, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotRun(f"{command[-1]}: {done.stdout}{done.stderr}")


def _redis(service: Service, ground: Ground) -> Standing:
    home = ground.place(service.volumes["/data"])
    home.mkdir(parents=True, exist_ok=True)
    program = _needs(service.command[0], "redis-server")
    mine = ["--bind", HOST, "--port", str(ground.ports[service.name, "6379"]), "--dir", str(home)]
    return Standing([program, *mine, *service.command[1:]], {"PATH": "/usr/bin:/bin"})


def _nginx(service: Service, ground: Ground, *, has_demo: bool) -> Standing:
    """The project's own server file, with this machine's ports, inside what the image puts around it."""
    program = _needs("nginx", "nginx-light")
    home = ground.folder / "nginx"
    ground.own("nginx", home, *(home / name for name in ("certs", "bodies", "proxied")))
    if str(ground.certificate.parent) == service.volumes["/etc/nginx/certs"]:
        _ = ground.signed
    for name in ("fullchain.pem", "privkey.pem"):
        copy = home / "certs" / name
        copy.unlink(missing_ok=True)
        shutil.copyfile(Path(service.volumes["/etc/nginx/certs"]) / name, copy)
        ground.own_file("nginx", copy)
    written = (ROOT / service.volumes["/etc/nginx/conf.d/default.conf"]).read_text(encoding="utf-8")
    ours = server_file(written, service, ground, version(program))
    if has_demo:
        ours += _operators_door(ground.ports[service.name, OPERATORS_DOOR])
    (home / "default.conf").write_text(ours, encoding="utf-8")
    (home / "nginx.conf").write_text(_around(home), encoding="utf-8")
    (home / "default.conf").chmod(0o644)
    (home / "nginx.conf").chmod(0o644)
    command = [*as_owner("nginx"), program, "-p", str(home), "-c", str(home / "nginx.conf"), "-e", "stderr"]
    return Standing(command, {"PATH": "/usr/sbin:/usr/bin:/bin"}, signal.SIGQUIT)  # the image's: ends when served


def server_file(text: str, service: Service, ground: Ground, number: tuple[int, ...]) -> str:
    """The file as it is in the container, but for ports, the certificate's place, and what an old nginx cannot say."""
    text = re.sub(r"listen (?:127\.0\.0\.1:)?(\d+)", rf"listen {HOST}:\1", text)
    home = ground.folder / "nginx"
    text = text.replace("/etc/nginx/certs", str(home / "certs")).replace("/dev/stdout", str(home / "access.log"))
    text = ground.here(text, service)
    if (
        number < NGINX_THAT_RESOLVES
    ):  # Debian 12 has 1.22: its addresses do not change here, and it says http2 otherwise
        text = re.sub(r" resolve(?=[ ;])", "", re.sub(r"^\s*resolver .*\n", "", text, flags=re.MULTILINE))
        text = re.sub(r"^\s*http2 on;\n", "", text, flags=re.MULTILINE).replace(" ssl;", " ssl http2;")
    return text


def version(program: str) -> tuple[int, ...]:
    said = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"nginx/(\d+)\.(\d+)\.(\d+)", said)
    if found is None:
        raise CannotRun(f"nginx said {said!r}")
    return tuple(int(number) for number in found.groups())


def _around(home: Path) -> str:
    return f"""daemon off;
pid {home}/nginx.pid;
worker_processes 1;
error_log stderr notice;
events {{ worker_connections 1024; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {home}/bodies;
    proxy_temp_path {home}/proxied;
    fastcgi_temp_path {home}/proxied;
    uwsgi_temp_path {home}/proxied;
    scgi_temp_path {home}/proxied;
    keepalive_timeout 65;
    include {home}/default.conf;
}}
"""


def _operators_door(port: int) -> str:
    return f"""
server {{
    listen {HOST}:{port};
    location /ops/sim/ {{
        proxy_pass http://zhunjian;
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_set_header X-Forwarded-Proto https;
        proxy_read_timeout 60s;
    }}
}}
"""
