"""The ground the services stand on: one folder, a free loopback port for each of theirs, secrets, a certificate."""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import socket
from datetime import UTC, datetime, timedelta
from functools import cached_property
from ipaddress import ip_address
from pathlib import Path

from wms.ops.topology.compose import FILE, CannotRun, Compose, Service, required

HOST = "127.0.0.1"
PORTS = {
    "postgres": ["5432"],
    "redis": ["6379"],
    "nginx": ["80", "443", "8080"],
    "": ["8000"],
}  # what each image listens on
OWNERS = {"postgres": "postgres", "nginx": "www-data"}  # who runs them when we are root, as their images do
CERTIFICATE_DAYS = 30
ADDRESS = re.compile(r"[a-z0-9][a-z0-9.-]*:\d+(?!\d)")


class Ground:
    """Where everything lies. Made anew at each start, but for secrets and data, which a second start finds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o711)  # the servers' own users walk through it
        self.ports: dict[tuple[str, str], int] = {}

    @property
    def certificate(self) -> Path:
        return self.folder / "certs" / "fullchain.pem"

    def variables(self) -> dict[str, str]:
        """What the compose file requires: from the environment, else from an earlier start, else made up and kept."""
        path = self.folder / "secrets.json"
        kept = self._made_up() | (json.loads(path.read_text(encoding="utf-8")) if path.exists() else {})
        unknown = set(required(FILE.read_text(encoding="utf-8"))) - set(kept)
        if unknown:
            raise CannotRun(f"nobody told how to make {', '.join(sorted(unknown))}")
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        return {**kept, **{name: value for name, value in os.environ.items() if name in kept and value}}

    def _made_up(self) -> dict[str, str]:
        from cryptography.fernet import Fernet

        return {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "FIELD_KEYS": Fernet.generate_key().decode(),
            "POSTGRES_PASSWORD": secrets.token_hex(16),
            "ALLOWED_HOSTS": f"{HOST},localhost",
            "TLS_CERTS": str(self.certificate.parent),
            "WAL_ARCHIVE": str(self.folder / "archive"),
            "BACKUPS": str(self.folder / "backups"),
            "METRICS_TOKEN": secrets.token_urlsafe(24),
        }

    def settle(self, compose: Compose) -> None:
        """Give each service its ports, all different."""
        for service in compose:
            for port in PORTS[kind_of(service)]:
                if not service.is_ours or _answers_itself(service, port):
                    self.take_port(service.name, port)

    def take_port(self, name: str, inside: str) -> int:
        """The one of an earlier start while it is free, since rows and bookmarks may keep it; else any other."""
        path = self.folder / "ports.json"
        kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        key = f"{name}:{inside}"
        port = kept.get(key, 0)
        while not port or port in self.ports.values() or not is_free(HOST, port):
            with socket.socket() as probe:
                probe.bind((HOST, 0))
                port = int(probe.getsockname()[1])
        self.ports[name, inside] = port
        path.write_text(json.dumps(kept | {key: port}), encoding="utf-8")
        return port

    def here(self, text: str, service: Service) -> str:
        """`text` of the compose world in the words of this machine: names and ports, paths of volumes."""
        addresses = {f"{name}:{port}": mine for (name, port), mine in self.ports.items()}
        own = {f"{HOST}:{port}": mine for (name, port), mine in self.ports.items() if name == service.name}
        mine = addresses | own
        text = ADDRESS.sub(lambda found: f"{HOST}:{mine[found[0]]}" if found[0] in mine else found[0], text)
        for inside, outside in service.volumes.items():
            text = re.sub(rf"(?<![\w/.]){re.escape(inside)}(?![\w-])", str(self.place(outside)), text)
        return text

    def place(self, source: str) -> Path:
        """Where a volume lies: a named one in our folder, any other where the file says."""
        return Path(source) if source.startswith(("/", ".")) else self.folder / "volumes" / source

    def environment(self, service: Service, compose: Compose) -> dict[str, str]:
        """What a process of ours is given, with this machine's addresses; nothing of the caller's own settings."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        given = {**compose.image_environment, **service.environment}
        mine = {name: self.here(value, service) for name, value in given.items()}
        if "BIND_HOST" in mine:
            mine["BIND_HOST"] = HOST
        if (service.name, mine.get("PORT", "")) in self.ports:
            mine["PORT"] = str(self.ports[service.name, mine["PORT"]])
        return {**kept, **mine}

    def own(self, kind: str, *folders: Path) -> None:
        """Make `folders` for the user that runs `kind`."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            if is_root():
                owner = pwd.getpwnam(OWNERS[kind])
                shutil.chown(folder, owner.pw_uid, owner.pw_gid)
                folder.chmod(0o700)

    def own_file(self, kind: str, file: Path) -> None:
        """For the eyes of the user that runs `kind` alone."""
        file.chmod(0o600)
        if is_root():
            shutil.chown(file, OWNERS[kind], OWNERS[kind])

    @cached_property
    def signed(self) -> Path:
        """A certificate for loopback, signed by itself; who calls trusts this very file."""
        if not self.certificate.exists():
            _write_certificate(self.certificate.parent)
        return self.certificate


def kind_of(service: Service) -> str:
    """postgres, redis, nginx, or empty for what is built here."""
    kind = service.image.partition(":")[0]
    if kind not in PORTS:
        raise CannotRun(f"{service.name}: no process of this machine stands for the image {service.image}")
    return kind


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex((host, port)) != 0


def _answers_itself(service: Service, port: str) -> bool:
    return service.check is not None and f"{HOST}:{port}" in " ".join(service.check.command)


def is_root() -> bool:
    return os.geteuid() == 0


def as_owner(kind: str) -> list[str]:
    """The words before a command that root must not run; the kernel ends it with us."""
    if not is_root():
        return []
    owner = OWNERS[kind]
    return ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--init-groups", "--pdeathsig=KILL", "--"]


def _write_certificate(folder: Path) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "zhunjian topology")])
    hosts = [x509.DNSName("localhost"), x509.IPAddress(ip_address(HOST))]
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=CERTIFICATE_DAYS))
        .add_extension(x509.SubjectAlternativeName(hosts), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(folder / "privkey.pem", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
