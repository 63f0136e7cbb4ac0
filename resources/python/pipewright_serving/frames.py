"""Messages of JSON over a socket, each after its length: four bytes, the highest first."""

from __future__ import annotations

import json
import socket
import struct
from typing import Any, Optional

HEAD = struct.Struct('>I')


class Channel:
    """One connection to the gateway."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection

    def read(self) -> Optional[dict[str, Any]]:
        """The next message; None where the gateway is gone."""
        head = self.receive(HEAD.size)
        if head is None:
            return None
        body = self.receive(HEAD.unpack(head)[0])
        return None if body is None else json.loads(body)

    def receive(self, length: int) -> Optional[bytearray]:
        data = bytearray(length)
        view = memoryview(data)
        while view:
            try:
                count = self.connection.recv_into(view)
            except OSError:
                return None
            if count == 0:
                return None
            view = view[count:]
        return data

    def write(self, body: bytes) -> None:
        self.connection.sendall(HEAD.pack(len(body)) + body)


def connect(address: dict[str, Any]) -> Channel:
    """Connects to where the gateway listens: a unix socket, or a port of this computer where there are none."""
    if 'path' in address:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(address['path'])
    else:
        connection = socket.create_connection(('127.0.0.1', address['port']))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Channel(connection)
