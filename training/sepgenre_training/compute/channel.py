"""The way events take from worker processes to the one that started them."""

from __future__ import annotations

import multiprocessing.connection as connections
import secrets
import threading
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import AuthenticationError
from typing import Any

import attrs

_READY = "ready"
_GRACE_S = 5.0


@attrs.frozen(kw_only=True)
class ChannelAddress:
    """Where a worker connects to; picklable."""

    address: Any
    authkey: bytes = attrs.field(repr=False)


class EventChannel:
    """Receives what workers send, each over a connection of its own.

    A queue that all workers share has one lock: a worker that is killed while it holds it
    silences the others. Here a death ends one connection and touches no other. What a worker
    sent before it returned a result can be received as soon as that result is there.
    """

    def __init__(self) -> None:
        authkey = secrets.token_bytes(16)
        self._listener = connections.Listener(authkey=authkey)
        self.address = ChannelAddress(address=self._listener.address, authkey=authkey)
        self._connections: list[Any] = []
        self._closing = False
        self._acceptor = threading.Thread(target=self._accept, name="accept-workers", daemon=True)
        self._acceptor.start()

    def receive(self) -> Iterator[Any]:
        """Yield what has arrived, without waiting."""
        for connection in connections.wait(list(self._connections), timeout=0):
            yield from self._receive_from(connection)

    def close(self) -> None:
        """End all connections; what was not received is lost."""
        self._closing = True
        # Closing a listener does not wake the thread that accepts on it; a visitor does.
        # It does not introduce itself, so it waits for no answer.
        with suppress(OSError):
            connections.Client(self.address.address).close()
        self._acceptor.join(_GRACE_S)
        self._listener.close()
        for connection in self._connections:
            connection.close()
        self._connections.clear()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection = self._listener.accept()
                self._connections.append(connection)
                connection.send(_READY)
            except (OSError, EOFError, AuthenticationError):
                continue  # a worker that died while it connected; the next one may not

    def _receive_from(self, connection: Any) -> Iterator[Any]:
        try:
            while connection.poll():
                yield connection.recv()
        except (EOFError, OSError):
            self._connections.remove(connection)
            connection.close()


def connect(address: ChannelAddress) -> Any:
    """Return a connection on which ``send`` works as soon as this returns."""
    connection = connections.Client(address.address, authkey=address.authkey)
    # The other side says so once it listens, so that nothing sent from now on is missed.
    connection.recv()
    return connection
