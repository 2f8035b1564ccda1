"""WebSockets (RFC 6455) as a server needs them, on asyncio streams: the handshake, messages in, frames out.

Owns one connection's bytes. Must not know what messages say.
"""

import asyncio
import base64
import hashlib
import struct

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


class Closed(Exception):
    """The connection is over; `code` is what to tell the peer, if anything."""

    def __init__(self, code=None, reason=""):
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Socket:
    def __init__(self, reader, writer, max_bytes):
        self.reader = reader
        self.writer = writer
        self.max_bytes = max_bytes
        self.closing = False

    async def shake_hands(self):
        head = await self.reader.readuntil(b"\r\n\r\n")
        headers = {}
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        key = headers.get("sec-websocket-key")
        if key is None:
            self.writer.write(b"HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            raise Closed()
        accept = base64.b64encode(hashlib.sha1(key.encode() + GUID).digest())
        self.writer.write(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
        )

    async def receive(self):
        """The next text message. Raises Closed when there is none any more."""
        parts = []
        length = 0
        while True:
            first, second = await self.reader.readexactly(2)
            size = second & 0x7F
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            length += size
            if length > self.max_bytes:
                raise Closed(1009, "message too big")
            mask = await self.reader.readexactly(4) if second & 0x80 else b"\0\0\0\0"
            payload = unmasked(await self.reader.readexactly(size), mask)
            opcode = first & 0x0F
            if opcode == CLOSE:
                code = struct.unpack("!H", payload[:2])[0] if size >= 2 else 1000
                raise Closed(code if code != 1005 else 1000)
            if opcode == PING:
                self.frame(PONG, payload)
            if opcode >= CLOSE:
                length -= size
                continue
            parts.append(payload)
            if first & 0x80:
                return b"".join(parts).decode("utf-8")

    @property
    def buffered(self):
        return self.writer.transport.get_write_buffer_size()

    def send(self, text):
        self.frame(TEXT, text.encode("utf-8"))

    def frame(self, opcode, payload):
        if self.closing or self.writer.is_closing():
            return
        size = len(payload)
        if size < 126:
            head = struct.pack("!BB", 0x80 | opcode, size)
        elif size < 65_536:
            head = struct.pack("!BBH", 0x80 | opcode, 126, size)
        else:
            head = struct.pack("!BBQ", 0x80 | opcode, 127, size)
        self.writer.write(head)
        self.writer.write(payload)

    def close(self, code, reason=""):
        """Says goodbye. The line is cut when the peer has gone, or soon."""
        if self.closing:
            return
        self.frame(CLOSE, struct.pack("!H", code) + reason.encode("utf-8")[:123])
        self.closing = True

    async def drain_and_end(self):
        """Reads what is still under way, so that the goodbye is not lost in a reset; not for long."""
        try:
            await asyncio.wait_for(self.read_out(), 2)
        except (asyncio.TimeoutError, OSError):
            pass
        self.writer.close()

    async def read_out(self):
        while await self.reader.read(1 << 20):
            pass


def unmasked(payload, mask):
    size = len(payload)
    if size == 0:
        return payload
    repeated = (mask * (size // 4 + 1))[:size]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(repeated, "big")
    return mixed.to_bytes(size, "big")
