"""Python websockets. usage: py-websockets.py rfc6455|rfc6455-deflate URL [NAMES]"""
import os
import sys

import websockets

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '../lib'))
import plan

revision, url = sys.argv[1:3]
deflate = revision == 'rfc6455-deflate'


class Connection:
    def __init__(self, socket):
        self.socket = socket

    async def send(self, message):
        await self.socket.send(message)

    async def receive(self):
        return await self.socket.recv()

    async def ping(self, payload):
        await (await self.socket.ping(payload))  # completes when the pong carries the same payload
        return payload

    async def send_fragments(self, texts):
        await self.socket.send(texts)

    def extensions(self):
        return ','.join(extension.name for extension in self.socket.extensions)

    async def close(self):
        await self.socket.close(1000, 'bye')
        return self.socket.close_code


async def opener():
    return Connection(await websockets.connect(url, origin='http://127.0.0.1', compression='deflate' if deflate else None, ping_interval=None))


plan.run('py-websockets', revision, opener, extensions='permessage-deflate' if deflate else None)
