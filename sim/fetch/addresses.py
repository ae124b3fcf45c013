"""Zarr stores opened by their address, far away or on this machine.

Holds no layout of a store and no reading of its arrays.
"""

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import xarray as xr

from sim.errors import FetchError
from sim.fetch.reaching import reason_of, refuse_unreachable, refuse_without
from sim.wind.door.opening import is_store

if TYPE_CHECKING:
    from zarr import Group
    from zarr.abc.store import Store

_SILENCE = 20.0
"""Longest wait for a connection and for the next byte: a chunk as a whole may take any time. gcsfs tries six times.
(estimate) [s]"""


class _Remote(NamedTuple):
    """How stores of one kind of address are reached: by which package, and who answers for all of them; empty where the
    address says it."""

    package: str
    host: str


_REMOTES = {
    "gs": _Remote("gcsfs", "https://storage.googleapis.com/"),
    "s3": _Remote("s3fs", "https://s3.amazonaws.com/"),
    "https": _Remote("aiohttp", ""),
}
"""By the beginning of the address."""


def store_group(address: str) -> "Group":
    """A store, opened but for its arrays.

    Parameters
    ----------
    address : str
        Or its path on this machine.

    Raises
    ------
    FetchError
        When it is not there, cannot be reached, or needs a package that is not installed.
    """
    refuse_without(["zarr"], address)
    import zarr

    if "://" not in address:
        if not is_store(Path(address)):
            raise FetchError(f"{address}: there is no Zarr store of this name; give its path or its address.")
        return _opened(zarr.storage.LocalStore(address, read_only=True), address)
    scheme = address.partition("://")[0]
    if scheme not in _REMOTES:
        known = ", ".join(f"{name}://" for name in _REMOTES)
        raise FetchError(f"{address}: no store can be fetched from {scheme}://; known are {known} and paths.")
    remote = _REMOTES[scheme]
    refuse_without(["fsspec", remote.package], address)
    refuse_unreachable(remote.host or f"https://{urlsplit(address).netloc}/", address)
    # By default gcsfs asks first, by another protocol, what kind of bucket it is: where nobody answers that, for
    # minutes, and only reading is wanted here.
    os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
    # It would print every failed attempt with its whole stack, beside the sentence that is said in the end.
    logging.getLogger(remote.package).setLevel(logging.CRITICAL)
    return _opened(
        zarr.storage.FsspecStore.from_url(address, storage_options=_options(scheme), read_only=True), address
    )


def _options(scheme: str) -> dict[str, Any]:  # Any: as the packages take them
    """How a store is read: as anybody may, by the proxy of the environment, and not waiting for ever."""
    if scheme == "s3":
        return {"anon": True}
    from aiohttp import ClientTimeout

    patience = ClientTimeout(total=None, sock_connect=_SILENCE, sock_read=_SILENCE)
    if scheme == "gs":
        return {"token": "anon", "requests_timeout": patience, "session_kwargs": {"trust_env": True}}
    return {"client_kwargs": {"timeout": patience, "trust_env": True}}


def _opened(store: "Store", address: str) -> "Group":
    import zarr

    try:
        return zarr.open_group(store, mode="r")
    except Exception as error:  # the libraries raise many kinds for what is no store, or cannot be read
        raise FetchError(
            f"{address}: this cannot be opened as a Zarr store ({reason_of(error)}); check the address."
        ) from error


def labelled_store(group: "Group") -> xr.Dataset:
    """A store as a dataset that is not yet read, with nothing decoded but packed numbers and fill values."""
    return xr.open_dataset(
        group.store,  # type: ignore[arg-type]  # xarray takes a store, and types it as a path
        engine="zarr",
        chunks=None,
        decode_times=False,
        decode_coords=False,
        backend_kwargs={"consolidated": group.metadata.consolidated_metadata is not None},
    )
