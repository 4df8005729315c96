"""Python autobahn on asyncio: drafts 10 to 12 (Sec-WebSocket-Version 8; the name of the origin field differs) and RFC 6455.
usage: py-autobahn.py hybi-10|hybi-11|hybi-12|rfc6455|rfc6455-deflate URL [NAMES]"""
import asyncio
import os
import sys
from urllib.parse import urlparse

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateResponse, PerMessageDeflateResponseAccept

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import plan

revision, url = sys.argv[1:3]
deflate = revision == 'rfc6455-deflate'
draft = int(revision[len('hybi-'):]) if revision.startswith('hybi-') else 18


class Protocol(WebSocketClientProtocol):
    def onOpen(self):
        self.factory.opened.set_result(self)

    def onMessage(self, payload, isBinary):
        self.factory.messages.put_nowait(bytes(payload) if isBinary else payload.decode())

    def onPong(self, payload):
        self.factory.pongs.put_nowait(bytes(payload))

    def onClose(self, wasClean, code, reason):
        ended = ConnectionError(f'closed {code} {reason}')
        if not self.factory.opened.done():
            self.factory.opened.set_exception(ended)
        self.factory.messages.put_nowait(ended)
        if not self.factory.closed.done():
            self.factory.closed.set_result((wasClean, code))


class Connection:
    def __init__(self, protocol):
        self.protocol, self.factory = protocol, protocol.factory

    async def send(self, message):
        if isinstance(message, bytes):
            self.protocol.sendMessage(message, isBinary=True)
        else:
            self.protocol.sendMessage(message.encode(), isBinary=False)

    async def receive(self):
        message = await self.factory.messages.get()
        if isinstance(message, Exception):
            raise message
        return message

    async def ping(self, payload):
        self.protocol.sendPing(payload)
        return await self.factory.pongs.get()

    def extensions(self):
        return 'permessage-deflate' if self.protocol._perMessageCompress is not None else ''

    async def close(self):
        self.protocol.sendClose(1000, 'bye')
        was_clean, code = await self.factory.closed
        if not was_clean:
            raise ConnectionError('the closing handshake is not complete')
        return code


class FragmentingConnection(Connection):
    async def send_fragments(self, texts):
        self.protocol.beginMessage()
        for text in texts:
            self.protocol.sendMessageFrame(text.encode())
        self.protocol.endMessage()


def accept_deflate(response):
    return PerMessageDeflateResponseAccept(response) if isinstance(response, PerMessageDeflateResponse) else None


async def opener():
    factory = WebSocketClientFactory(url, origin='http://127.0.0.1')
    factory.protocol = Protocol
    factory.setProtocolOptions(version=draft, openHandshakeTimeout=6, closeHandshakeTimeout=5)
    if deflate:
        factory.setProtocolOptions(perMessageCompressionOffers=[PerMessageDeflateOffer()], perMessageCompressionAccept=accept_deflate)
    loop = asyncio.get_running_loop()
    factory.opened, factory.closed = loop.create_future(), loop.create_future()
    factory.messages, factory.pongs = asyncio.Queue(), asyncio.Queue()
    address = urlparse(url)
    await loop.create_connection(factory, address.hostname, address.port, ssl=True if factory.isSecure else None)
    # The package's frame-wise sending cannot be used with compression.
    return (Connection if deflate else FragmentingConnection)(await factory.opened)


plan.run('py-autobahn', revision, opener, extensions='permessage-deflate' if deflate else None)
