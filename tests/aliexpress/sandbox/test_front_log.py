"""What the front showed at any second can be asked afterwards, with the state that made it so."""

import pytest

from wms.aliexpress.sandbox import front_log, orders
from wms.aliexpress.sandbox.state import World

BLACK, CLEAR = "MC-15P-BLK", "MC-15P-CLR"


@pytest.fixture
def clock():
    """A moment that a test moves."""
    return [1000.0]


@pytest.fixture
def world(clock, tmp_path):
    made = World(seed=3, data_file=str(tmp_path / "world"), now=lambda: clock[0])
    yield made
    made.close()


def live(world, clock):
    """Two pushes, a sale, an order that is never paid; one second apart."""
    with world.change():
        world.push_state("DEMO", BLACK, "SZ-LH-01", {"available_quantity": 5, "reserved_quantity": 1})
        clock[0] += 1
        world.push_number("DEMO", CLEAR, 3)
    clock[0] += 1
    unpaid = orders.place(world, "DEMO", [(BLACK, 2)], stage=orders.UNPAID)
    clock[0] += 1
    orders.act(world, unpaid, "expire")
    clock[0] += 1


def test_each_second_is_replayed(world, clock):
    live(world, clock)
    replay = [world.front_log.shown_at("DEMO", moment) for moment in (999.0, 1000.0, 1001.0, 1002.0, 1003.0)]
    assert replay == [{}, {BLACK: 5}, {BLACK: 5, CLEAR: 3}, {BLACK: 3, CLEAR: 3}, {BLACK: 5, CLEAR: 3}]


def test_a_change_says_what_made_it(world, clock):
    live(world, clock)
    told = world.front_log.between("DEMO", 0, clock[0], BLACK)
    assert [(row["at"], row["shown"], row["cause"]) for row in told] == [
        (1000.0, 5, "push"), (1002.0, 3, "sold"), (1003.0, 5, "returned"),
    ]  # fmt: skip
    assert told[0]["state"] == {"warehouse_code": "SZ-LH-01", "available_quantity": 5, "reserved_quantity": 1}


def test_it_survives_a_restart(world, clock, tmp_path):
    live(world, clock)
    world.close()
    again = World(seed=3, data_file=str(tmp_path / "world"), now=lambda: clock[0])
    assert again.front_log.shown_at("DEMO", 1002.0) == {BLACK: 3, CLEAR: 3}
    again.close()


def test_control_replays(gateway):
    gateway.stock(MC_15P_BLK=4)
    path = "shown?shop=DEMO"
    assert gateway.control("GET", path)[1]["shown"] == {BLACK: 4}
    assert gateway.control("GET", "shown?shop=DEMO&at=1")[1]["shown"] == {}
    assert [row["cause"] for row in gateway.control("GET", "front_log?shop=DEMO")[1]["changes"]] == ["hand"]
    assert gateway.control("GET", "shown?shop=DEMO&at=x")[0] == 400


def test_it_keeps_a_bounded_number_of_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(front_log, "KEPT", 10)
    log = front_log.FrontLog(str(tmp_path / "log"))
    for second in range(95):
        log.record(float(second), "DEMO", BLACK, second, "push")
    log.close()
    assert len((tmp_path / "log").read_bytes().splitlines()) < 20
    assert front_log.FrontLog(str(tmp_path / "log")).shown_at("DEMO", 94.0) == {BLACK: 94}
