"""The embedded broker under several writers and readers: nothing lost, nothing doubled, nothing half-written."""

from __future__ import annotations

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from kombu import Connection, Queue

from wms.core import nudges

MESSAGES, PUBLISHERS, CONSUMERS = 4000, 2, 3
QUEUE = "exchange"

PUBLISH = """
import sys
from tests.core.test_nudges import QUEUE, connect
folder, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with connect(folder) as connection, connection.Producer() as producer:
    for number in range(first, first + count):
        producer.publish({"number": number, "ballast": "x" * 3000}, routing_key=QUEUE, exchange="")
"""

CONSUME = """
import socket, sys
from pathlib import Path
from tests.core.test_nudges import QUEUE, connect
from kombu import Queue
folder, stop = sys.argv[1], Path(sys.argv[2])
def take(body, message):
    assert len(body["ballast"]) == 3000
    print(body["number"])
    message.ack()
with connect(folder) as connection, connection.Consumer(Queue(QUEUE), callbacks=[take]):
    while True:
        try:
            connection.drain_events(timeout=0.1)
        except socket.timeout:
            if stop.exists():
                break
"""


def connect(folder: str) -> Connection:
    return Connection(
        "filesystem://",
        transport="wms.core.nudges:Transport",
        transport_options={"data_folder_in": folder, "data_folder_out": folder, "polling_interval": 0.02},
    )


def waiting(folder: Path) -> int:
    with connect(str(folder)) as connection:
        return connection.default_channel.queue_declare(QUEUE).message_count


def test_two_publishers_and_three_consumers_lose_and_double_nothing(tmp_path: Path) -> None:
    folder, stop = tmp_path / "broker", tmp_path / "stop"
    nudges.empty(folder)
    share = MESSAGES // PUBLISHERS
    outputs = [tmp_path / f"consumer-{number}" for number in range(CONSUMERS)]
    consumers = [
        subprocess.Popen([sys.executable, "-c", CONSUME, str(folder), str(stop)], stdout=output.open("w"))
        for output in outputs
    ]
    publishers = [
        subprocess.Popen([sys.executable, "-c", PUBLISH, str(folder), str(number * share), str(share)])
        for number in range(PUBLISHERS)
    ]
    try:
        assert [publisher.wait(60) for publisher in publishers] == [0] * PUBLISHERS
        deadline = time.monotonic() + 60
        while waiting(folder) and time.monotonic() < deadline:
            time.sleep(0.05)
        stop.touch()
        assert [consumer.wait(30) for consumer in consumers] == [0] * CONSUMERS
    finally:
        for process in [*consumers, *publishers]:
            if process.poll() is None:
                process.kill()
    taken = Counter(int(line) for output in outputs for line in output.read_text().split())
    assert taken == Counter(range(MESSAGES))
    assert list(folder.iterdir()) == []


def test_a_message_that_is_still_being_written_is_not_seen(tmp_path: Path) -> None:
    (tmp_path / f".0001_aa.{QUEUE}.msg").write_text('{"half": ')
    with connect(str(tmp_path)) as connection:
        assert connection.default_channel._size(QUEUE) == 0
        with pytest.raises(nudges.Empty):
            connection.default_channel._get(QUEUE)


def test_messages_of_one_queue_come_in_order_and_stay_out_of_another(tmp_path: Path) -> None:
    with connect(str(tmp_path)) as connection, connection.Producer() as producer:
        for number in range(5):
            producer.publish({"number": number}, routing_key=QUEUE, exchange="")
        producer.publish({"number": 99}, routing_key="wave", exchange="")
        got: list[int] = []
        with connection.Consumer(
            Queue(QUEUE), callbacks=[lambda body, message: got.append(body["number"])], no_ack=True
        ):
            for _ in range(5):
                connection.drain_events(timeout=1)
    assert got == [0, 1, 2, 3, 4]
    assert waiting(tmp_path) == 0


def test_waiting_for_messages_comes_up_for_air(tmp_path: Path) -> None:
    """kombu sleeps for as long as it is told (2 s), and a worker that is told to stop does not hear it meanwhile."""
    with connect(str(tmp_path)) as connection, connection.Consumer(Queue(QUEUE), callbacks=[print]):
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            connection.drain_events(timeout=2.0)
        assert time.monotonic() - started < 1.5


def test_a_start_throws_away_what_an_earlier_run_left(tmp_path: Path) -> None:
    (tmp_path / "0001_aa.exchange.msg").write_text("{}")
    (tmp_path / ".taken.0002_bb.exchange.msg").write_text("{}")
    nudges.empty(tmp_path)
    assert list(tmp_path.iterdir()) == []
