"""No test touches the network, and none leaves a picture open for the next."""

import socket
import sys

import pytest

import sim


class NetworkTouched(AssertionError):
    """A test tried to open a connection."""


@pytest.fixture
def neighbours():
    """Hosts that a test may reach; a module whose processes on this machine talk to each other overrides it."""
    return ()


@pytest.fixture(autouse=True)
def no_network(monkeypatch, neighbours):
    """Refuse every connection to the outside; the sockets of the test runner itself are local files or pipes."""

    def guarded(permitted):
        def connect(self, address, *args):
            if address[0] not in neighbours:
                raise NetworkTouched(f"a test tried to reach {address}")
            return permitted(self, address, *args)

        return connect

    def look_up(host, *args, **keywords):
        if host not in neighbours:
            raise NetworkTouched(f"a test tried to look up {host}")
        return found(host, *args, **keywords)

    found = socket.getaddrinfo
    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
    monkeypatch.setattr(socket, "getaddrinfo", look_up)


@pytest.fixture(scope="session")
def by_hand(tmp_path_factory):
    """Folder of a scheduler and two workers that were begun by hand, and the scheduler's address."""
    pytest.importorskip("distributed", reason="Dask is not installed: pip install 'balloon-drift[cluster]'")
    from tests.by_hand import cluster

    scenario = sim.load_scenario("lee_2015_04_04").with_values({"launch_rule": None})
    # compiles where that is not done: in each worker it would take a gigabyte
    sim.simulate(scenario, sim.climatological_wind(scenario), balloons=1, weather_members=1)
    folder = tmp_path_factory.mktemp("by_hand")
    with cluster(folder) as address:
        yield folder, address


@pytest.fixture(autouse=True)
def no_picture_left():
    """Close what a command drew: it leaves that to the end of its process, and after 20 pictures pyplot warns."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
