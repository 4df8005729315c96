"""What a client does with the server under test, for the clients in Python; plan.js says the same for Node.

opener() is an async function that gives an object with async send(str | bytes), receive() -> str | bytes, close() -> code | None,
and, where the client can, ping(bytes) -> bytes, send_fragments(strings), and the plain extensions() -> str.
Where there is a third argument, the names of all, it chats with them instead.
One line on standard output is the verdict: PASS client=... or FAIL client=... at=CHECK reason=...
"""
import asyncio
import os
import sys

from chat import chat

UNICODE = 'Grüße ✓ 𝄞'
LENGTHS = (125, 126, 65535, 65536)  # where a frame's length changes its form
PING_PAYLOAD = b'are you there'


def run(client, revision, opener, extensions=None):
    asyncio.run(Plan(client, revision, extensions).play(opener))


class Plan:
    def __init__(self, client, revision, extensions):
        self.client, self.revision, self.extensions = client, revision, extensions
        self.checks, self.at = 0, 'open'

    async def play(self, opener):
        try:
            await (self.join(opener, sys.argv[3].split(',')) if len(sys.argv) > 3 else self.check_all(opener))
            print(f'PASS client={self.client} revision={self.revision} checks={self.checks}', flush=True)
            os._exit(0)  # without the packages' own cleaning up, which may wait
        except BaseException as error:
            reason = ' '.join(f'{type(error).__name__} {error}'.split())[:200]
            print(f'FAIL client={self.client} revision={self.revision} after={self.checks} at={self.at} reason={reason}', flush=True)
            os._exit(1)

    async def join(self, opener, names):
        connection = await opener()
        self.expect_extensions(connection)
        self.at = 'chat'
        await chat(connection, f'{self.client}/{self.revision}', names)
        self.checks += 1

    async def check_all(self, opener):
        connection = await self.check('open', opener())
        await self.echo(connection, 'text-hello', 'Hello')
        await self.echo(connection, 'text-empty', '')
        await self.echo(connection, 'text-unicode', UNICODE)
        for length in LENGTHS:
            await self.echo(connection, f'text-{length}', ('abcdefghij' * (length // 10 + 1))[:length])
        await self.check('burst', self.burst(connection, ('b1', 'b2', 'b3')))
        for length in (256, 0, 70000):
            await self.echo(connection, f'binary-{length}', bytes((i * 7 + 3) & 255 for i in range(length)))
        if hasattr(connection, 'send_fragments'):
            await self.check('fragments', self.fragments(connection))
        if hasattr(connection, 'ping'):
            self.expect(await self.check('ping', connection.ping(PING_PAYLOAD)), PING_PAYLOAD)
        self.at = 'extensions'
        self.expect_extensions(connection)
        code = await self.check('close', connection.close())
        if code is not None:
            self.expect(code, 1000)

    async def check(self, name, action):
        self.at = name
        result = await asyncio.wait_for(action, 8)
        self.checks += 1
        return result

    async def echo(self, connection, name, message):
        async def there_and_back():
            await connection.send(message)
            self.expect(await connection.receive(), message)
        await self.check(name, there_and_back())

    async def burst(self, connection, texts):
        for text in texts:
            await connection.send(text)
        for text in texts:
            self.expect(await connection.receive(), text)

    async def fragments(self, connection):
        await connection.send_fragments(['Hel', 'lo ', 'wor', 'ld'])
        self.expect(await connection.receive(), 'Hello world')

    def expect_extensions(self, connection):
        if self.extensions is not None and self.extensions not in connection.extensions():
            raise AssertionError(f'negotiated: {connection.extensions()}')

    @staticmethod
    def expect(actual, expected):
        if type(actual) is not type(expected) or actual != expected:
            raise AssertionError(f'expected {expected!r:.60}, got {actual!r:.60}')
