"""A client of either revision that does what no good client does; see soak.py."""
import asyncio
import ctypes
import os
import random
import socket
import ssl
import struct

RET_NOTHING = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, 0))  # struct sock_filter: BPF_RET | BPF_K, 0
SO_ATTACH_FILTER = 26


class Client:
    """One TCP connection in one of the revisions."""

    def __init__(self, server, revision=None, secure=None):
        self.reader = self.writer = None
        self.server, self.revision = server, revision or random.choice(("rfc6455", "hixie76"))
        self.secure = server.has_tls and (random.random() < 0.25 if secure is None else secure)

    async def connect(self):
        tls = None
        if self.secure:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.server.ports["https" if self.secure else "http"], ssl=tls)
        if random.random() < 0.5:  # the second door: an opening handshake after another request
            self.send(b"GET /healthz HTTP/1.1\r\nHost: soak\r\n\r\n")
            head = await self.reader.readuntil(b"\r\n\r\n")
            await (self.reader.readuntil(b"0\r\n\r\n") if b"chunked" in head else self.reader.readexactly(len("ok\n")))

    def head(self, target="/subject"):
        if self.revision == "hixie76":
            return (f"GET {target} HTTP/1.1\r\nHost: soak\r\nConnection: Upgrade\r\nSec-WebSocket-Key2: 12998 5 Y3 1  .P00\r\nUpgrade: WebSocket\r\n"
                    "Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5\r\nOrigin: http://page.example\r\n\r\n^n:ds[4U").encode()
        return (f"GET {target} HTTP/1.1\r\nHost: soak\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n").encode()

    async def open(self, target="/subject"):
        self.send(self.head(target))
        head = await self.reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head.split(b"\r\n")[0]:
            raise ConnectionError(head)
        if self.revision == "hixie76":
            await self.reader.readexactly(16)

    def send(self, data):
        self.writer.write(data)

    def frame(self, opcode, payload):
        mask = os.urandom(4)
        length = bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0xFE]) + struct.pack(">H", len(payload))
        return bytes([0x80 | opcode]) + length + mask + bytes(octet ^ mask[i % 4] for i, octet in enumerate(payload))

    def say(self, text):
        self.send(b"\0" + text.encode() + b"\xff" if self.revision == "hixie76" else self.frame(1, text.encode()))

    def close(self, code=4001):
        self.send(b"\xff\0" if self.revision == "hixie76" else self.frame(8, struct.pack(">H", code)))

    async def read(self):
        """A message, or the code of a close frame. Answers pings."""
        if self.revision == "hixie76":
            if (await self.reader.readexactly(1))[0] == 0xFF:
                return 1005
            return (await self.reader.readuntil(b"\xff"))[:-1].decode()
        while True:
            opcode, length = await self.reader.readexactly(2)
            if length >= 126:
                length = int.from_bytes(await self.reader.readexactly(2 if length == 126 else 8), "big")
            payload = await self.reader.readexactly(length)
            if opcode == 0x89:
                self.send(self.frame(10, payload))
            elif opcode == 0x88:
                return int.from_bytes(payload[:2], "big") if payload else 1005
            elif opcode == 0x81:
                return payload.decode()

    async def read_close(self):
        while isinstance(await self.read(), str):
            pass

    def fin(self):
        if self.writer.can_write_eof():
            self.writer.write_eof()
        else:  # over TLS there is no half of an end
            self.writer.close()

    def reset(self):
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

    def vanish(self):
        """From now on the kernel drops every packet that comes for this client."""
        program = struct.pack("HxxxxxxP", 1, ctypes.addressof(RET_NOTHING))
        self.writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
