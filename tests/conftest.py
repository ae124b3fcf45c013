"""No test touches the network."""

import socket

import pytest


class NetworkTouched(AssertionError):
    """A test tried to open a connection."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Refuse every connection to the outside; the sockets of the test runner itself are local files or pipes."""

    def refuse(self, address, *args):
        raise NetworkTouched(f"a test tried to reach {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **keywords: refuse(None, args))
