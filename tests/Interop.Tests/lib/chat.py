"""What a client does in the chat, among those of all other revisions; chat.js says the same for Node.

It says READY once it is in the chat. After a line on its standard input it sends its own name, and it says HEARD NAME for each of the names,
of which its own is one. Its limit of time is for when whoever started it is gone.
"""
import asyncio
import sys


LIMIT = 600


async def chat(connection, name, names):
    await asyncio.wait_for(talk(connection, name, names), LIMIT)


async def talk(connection, name, names):
    welcome = await connection.receive()
    if not welcome.startswith('* you are '):
        raise AssertionError(f'welcomed with {welcome}')
    print('READY', flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await connection.send(name)
    missing = set(names)
    while missing:
        text = (await connection.receive()).partition(': ')[2]
        if text in missing:
            missing.remove(text)
            print(f'HEARD {text}', flush=True)
