"""Stores at addresses of the network, which no test touches: refusals in one sentence, and a connection that breaks."""

import importlib.util
import socket
import sys
import types
from urllib.error import HTTPError

import pytest

import sim
from sim.errors import FetchError, FetchInterrupted
from sim.fetch import fetch_wind
from sim.fetch.stores import ARCO
from tests.fetch.stores import arco_globe, written

zarr = pytest.importorskip("zarr", reason="zarr is not installed: pip install zarr")

NIGHT = ("2015-04-03T12:30", "2015-04-03T15:10")


def with_packages(monkeypatch, *names, missing=()):
    found = importlib.util.find_spec

    def find_spec(name, *more):
        if name in missing:
            return None
        return found("json") if name in names else found(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


def without_network(monkeypatch):
    def nobody(*args, **keywords):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)


def answering(monkeypatch):
    """Any answer will do: the root of the store's host refuses to be read, and is there."""

    def forbidden(request, timeout):
        assert timeout <= 10.0
        raise HTTPError(request.full_url, 403, "Forbidden", None, None)

    monkeypatch.setattr("sim.fetch.reaching.urlopen", forbidden)


def problem_of(path, **asked):
    with pytest.raises(FetchError) as caught:
        fetch_wind(path, times=NIGHT, **asked)
    (problem,) = caught.value.problems
    assert problem.endswith(".")
    return problem


@pytest.mark.parametrize(
    ("store", "package"),
    [(None, "gcsfs"), ("gs://bucket/era5.zarr", "fsspec"), ("https://host/era5.zarr", "aiohttp"), ("s3://b/e", "s3fs")],
)
def test_without_the_packages_one_sentence_says_what_to_install(store, package, tmp_path, monkeypatch):
    with_packages(monkeypatch, "fsspec", "gcsfs", "aiohttp", "s3fs", missing=(package,))
    problem = problem_of(tmp_path / "night.nc", store=store)
    assert f"{package}, needed to fetch from there, is not installed" in problem
    assert "pip install 'balloon-drift[fetch]'" in problem
    assert problem.startswith(store or ARCO)


@pytest.mark.parametrize("store", [None, "gs://bucket/era5.zarr", "https://host/era5.zarr", "s3://bucket/era5.zarr"])
def test_without_a_network_one_sentence_says_so(store, tmp_path, monkeypatch):
    with_packages(monkeypatch, "fsspec", "gcsfs", "aiohttp", "s3fs")
    without_network(monkeypatch)
    problem = problem_of(tmp_path / "night.nc", store=store)
    assert "cannot be reached" in problem
    assert "Name or service not known" in problem
    assert list(tmp_path.iterdir()) == []


def test_an_address_of_another_kind_is_refused(tmp_path):
    assert "known are gs://, s3://, https:// and paths" in problem_of(tmp_path / "night.nc", store="ftp://host/e.zarr")


@pytest.mark.parametrize("address", ["gs://bucket/era5.zarr", "https://host/era5.zarr", "s3://bucket/era5.zarr"])
def test_the_door_opens_no_address_and_says_which_command_fetches(address):
    with pytest.raises(sim.InputError) as caught:
        sim.open_wind(address)
    (problem,) = caught.value.problems
    assert f"`balloon-drift wind fetch --store {address}`" in problem


class Breaking(zarr.storage.LocalStore):
    """A store that stops answering after some chunks."""

    left = 0

    async def get(self, key, *args, **keywords):
        if key.rsplit("/", 1)[-1][0].isdigit():
            if Breaking.left <= 0:
                raise ConnectionResetError("Connection reset by peer")
            Breaking.left -= 1
        return await super().get(key, *args, **keywords)


@pytest.fixture
def breaking(tmp_path, monkeypatch):
    """Stands in for the public store: its address leads to a store on this machine."""
    path = written(arco_globe(), tmp_path / "era5.zarr")
    with_packages(monkeypatch, "fsspec", "gcsfs")
    answering(monkeypatch)
    patience = types.ModuleType("aiohttp")
    patience.ClientTimeout = dict
    monkeypatch.setitem(sys.modules, "aiohttp", patience)
    asked = {}

    def from_url(address, *, storage_options, read_only):
        asked.update(address=address, options=storage_options, read_only=read_only)
        return Breaking(path, read_only=True)

    monkeypatch.setattr(zarr.storage.FsspecStore, "from_url", from_url)
    return asked


AXES, GROUND, HOUR = 4, 1, 11
"""Chunks of the axes, of the ground, and of the other fields of one hour."""


def test_the_public_store_is_asked_for_as_anybody_may(breaking, tmp_path):
    Breaking.left = 1000
    fetch_wind(tmp_path / "night.nc", times=NIGHT)
    assert breaking["address"] == ARCO
    assert breaking["options"]["token"] == "anon"
    # A chunk may take its time on a slow line; silence may not.
    patience = breaking["options"]["requests_timeout"]
    assert patience["total"] is None
    assert 0.0 < patience["sock_connect"] <= 30.0
    assert 0.0 < patience["sock_read"] <= 30.0
    assert breaking["read_only"]


def test_a_connection_that_breaks_leaves_whole_parts_and_the_same_call_goes_on(breaking, tmp_path):
    Breaking.left = 1000
    whole = fetch_wind(tmp_path / "whole.nc", times=NIGHT)
    target = tmp_path / "night.nc"
    Breaking.left = AXES + GROUND + 2 * HOUR + 3
    with pytest.raises(FetchInterrupted) as caught:
        fetch_wind(target, times=NIGHT)
    (problem,) = caught.value.problems
    assert "did not arrive (Connection reset by peer)" in problem
    assert "2 of 5 parts were fetched and are kept: start the same command again" in problem
    assert not target.exists()
    assert len(list(tmp_path.glob("night.nc.parts/2015*.nc"))) == 2
    Breaking.left = 1000
    assert fetch_wind(target, times=NIGHT).read_bytes() == whole.read_bytes()


def test_a_store_that_does_not_answer_at_all_is_told_before_anything_is_written(breaking, tmp_path):
    Breaking.left = 0
    with pytest.raises(FetchInterrupted, match="did not arrive"):
        fetch_wind(tmp_path / "night.nc", times=NIGHT)
    assert not (tmp_path / "night.nc.parts").exists()
