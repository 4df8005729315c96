#!/usr/bin/env python3
"""Opens connections to a real Wharf and ends them at random, in every way there is, and prints what the server has left of them.

Every minute, and at the end when all connections are gone, a line says what there is: open connections and handlers that were not
told of their end (by the server's own count), handlers that the garbage collector could not collect, sockets and all file
descriptors, threads, the resident set and the garbage-collected heap. At the end the server is told to stop while connections are at work: each must see
1001, and the process must end with 0.

The exit status is 1 if connections, handlers or sockets were left. The rest is for the reader to judge: it should not grow with the
minutes. Linux only; needs the outputs that soak.sh builds, and openssl for a certificate (without it, no TLS).
"""
import argparse
import asyncio
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from soakclient import Client

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Short, so that many who are given up fit into a minute.
SETTINGS = {"KeepAlive:PingSeconds": 2, "KeepAlive:TimeoutSeconds": 2, "KeepAlive:IdleSeconds": 4, "Limits:HandshakeSeconds": 3,
            "Limits:SendSeconds": 3, "Limits:CloseSeconds": 2, "PluginHost:CallbackSeconds": 3, "Logging:LogLevel:Default": "None",
            "Logging:LogLevel:Microsoft.Hosting.Lifetime": "Information"}
GIVEN_UP = 20  # seconds within which the server gives up whoever is silent, and some more
WAIT = 30      # seconds for anything else; what takes longer is counted as hung


class Server:
    def __init__(self, directory):
        plugins = os.path.join(directory, "plugins")
        for name in ("Adapters.Rfc6455", "Adapters.Hixie76"):
            shutil.copytree(os.path.join(ROOT, "plugins", name), os.path.join(plugins, name))
        shutil.copytree(os.path.join(ROOT, "bench/Soak/bin/Release/net10.0"), os.path.join(plugins, "Soak"))
        urls, settings = "http://127.0.0.1:0", dict(SETTINGS)
        self.has_tls = make_certificate(directory)
        if self.has_tls:
            urls += ";https://127.0.0.1:0"
            settings["Kestrel:Certificates:Default:Path"] = os.path.join(directory, "cert.pem")
            settings["Kestrel:Certificates:Default:KeyPath"] = os.path.join(directory, "key.pem")
        command = ["dotnet", os.path.join(ROOT, "Host/bin/Release/net10.0/Host.dll"), "--urls", urls, "--plugins", plugins, "--origins", "*"]
        for key, value in settings.items():
            command += ["--" + key, str(value)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.ports = {}
        while len(self.ports) < 1 + self.has_tls:
            line = self.process.stdout.readline()
            if not line:
                sys.exit(f"the server has ended with {self.process.wait()}")
            if match := re.search(r"listening on: (https?)://127\.0\.0\.1:(\d+)", line):
                self.ports[match[1]] = int(match[2])

    def state(self):
        folder = f"/proc/{self.process.pid}"
        status = open(folder + "/status").read()
        open_files = [os.path.realpath(f"{folder}/fd/{fd}") for fd in os.listdir(folder + "/fd")]
        return {"sockets": sum("/socket:" in file for file in open_files), "descriptors": len(open_files), "threads": int(re.search(r"Threads:\s+(\d+)", status)[1]), "rss_kb": int(re.search(r"VmRSS:\s+(\d+)", status)[1])}


def make_certificate(directory):
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30",
               "-subj", "/CN=127.0.0.1", "-keyout", directory + "/key.pem", "-out", directory + "/cert.pem"]
    return shutil.which("openssl") is not None and subprocess.run(command, capture_output=True).returncode == 0


async def until_end(client):
    while await client.reader.read(65536):
        pass


async def client_closes(client):
    await client.open()
    client.close()
    await client.read_close()
    await until_end(client)


async def handler_closes(client):
    await client.open()
    client.say("close")
    await client.read_close()
    client.close(4000)
    await until_end(client)


async def both_close(client):
    await client.open()
    client.say("close")
    client.close()
    await client.read_close()
    await until_end(client)


async def fin(client):
    await client.open()
    await fin_now(client)


async def fin_within_a_frame(client):
    await client.open()
    client.send(b"\0half" if client.revision == "hixie76" else b"\x81\x85\0\0\0\0half"[:8])
    await fin_now(client)


async def fin_now(client):
    client.fin()
    if not client.secure:
        await until_end(client)


async def reset(client):
    await client.open()
    client.reset()


async def reset_under_flood(client):
    await client.open()
    client.say("flood")
    await client.read()
    client.reset()


async def reset_for_an_answer(client):
    await client.open()
    client.say("close")
    await client.read_close()
    client.reset()


async def failed(client, *data):
    await client.open()
    for item in data:
        client.say(item) if isinstance(item, str) else client.send(item)
    await client.read_close()
    await fin_now(client)


async def violation(client):
    # A reserved bit; in Hixie-76, whose client can do little wrong, a length without end.
    await failed(client, b"\x80\xff\xff\xff\xff\xff\xff" if client.revision == "hixie76" else b"\xc1\x80\0\0\0\0")


async def too_big(client):
    await failed(client, b"\x80\xc0\x80\x80\0" if client.revision == "hixie76" else bytes.fromhex("82FF0000000010000000") + bytes(4))


async def throws(client):
    await failed(client, "throw")


async def throws_at_connect(client):
    await client.open("/subject?fault=1")
    await client.read_close()
    await fin_now(client)


async def throws_at_disconnect(client):
    await client.open()
    client.say("throw at disconnect")
    client.close()
    await client.read_close()
    await until_end(client)


async def does_not_return(client):
    await failed(client, "stick")


async def does_not_answer(client):
    await client.open()
    client.say("close")
    await asyncio.sleep(GIVEN_UP)


async def does_not_read(client):
    await client.open()
    client.say("flood")
    await asyncio.sleep(GIVEN_UP)


async def vanishes(client):
    await client.open()
    client.vanish()
    await asyncio.sleep(GIVEN_UP)


async def vanishes_under_flood(client):
    await client.open()
    client.say("flood")
    await client.read()
    client.vanish()
    await asyncio.sleep(GIVEN_UP)


async def half_a_head(client):
    client.send(client.head()[:60])
    await fin_now(client)


async def half_a_head_and_reset(client):
    client.send(client.head()[:60])
    await asyncio.sleep(random.random() / 10)
    client.reset()


async def half_a_head_and_silence(client):
    client.send(client.head()[:60])
    await asyncio.sleep(GIVEN_UP)


async def refused(client):
    client.send(client.head("/nowhere"))
    await client.reader.readuntil(b" 404 ")
    await fin_now(client)


WAYS = [client_closes, handler_closes, both_close, fin, fin_within_a_frame, reset, reset_under_flood, reset_for_an_answer, violation, too_big, throws,
        throws_at_connect, throws_at_disconnect, does_not_return, does_not_answer, does_not_read, vanishes, vanishes_under_flood, half_a_head,
        half_a_head_and_reset, half_a_head_and_silence, refused]


class Soak:
    def __init__(self, server):
        self.server, self.ended, self.hung = server, 0, 0

    async def end_one(self, way):
        client = Client(self.server)
        try:
            await asyncio.wait_for(self.run(client, way), WAIT)
        except asyncio.TimeoutError:
            self.hung += 1
            print(f"hung: {way.__name__} over {client.revision}{' and TLS' if client.secure else ''}")
        except (OSError, EOFError):
            pass  # a server that gives up, or is given up, may reset
        finally:
            self.ended += 1
            if client.writer:
                client.writer.transport.abort()

    async def run(self, client, way):
        await client.connect()
        await way(client)

    async def work(self, until):
        while time.monotonic() < until:
            await asyncio.sleep(random.random() / 20)
            await self.end_one(random.choice(WAYS))

    async def tally(self):
        client = Client(self.server, "rfc6455", secure=False)
        await client.connect()
        await client.open("/tally")
        client.say("?")
        tally = json.loads(await client.read())
        client.close()
        await client.read_close()
        client.writer.close()
        # The one that asks is open, too.
        return {"open": tally["open"] - 1, "not_told": tally["connects"] - tally["disconnects"], "not_collected": tally["handlers"], "heap_kb": tally["heap"] // 1024,
                **self.server.state()}

    async def settled(self):
        """What is left when everybody is gone, and has had the time to be."""
        for _ in range(GIVEN_UP):
            tally = await self.tally()
            if not (tally["open"] or tally["not_told"] or tally["not_collected"]):
                break
            await asyncio.sleep(1)
        await asyncio.sleep(1)  # sockets are closed just after that
        return await self.tally()

    async def say_every_minute(self):
        begun = time.monotonic()
        while True:
            await asyncio.sleep(60)
            say(f"{(time.monotonic() - begun) / 60:.0f} min, {self.ended} ended", await self.tally())

    async def stop(self, clients):
        """Tells the server to stop while clients are at work. Each must see 1001 behind whole answers, and an end."""
        told = await asyncio.gather(*(self.echo_until_closed() for _ in range(clients)), self.terminate())
        return told[:-1].count(True), told[-1]

    async def echo_until_closed(self):
        client = Client(self.server)
        await client.connect()
        await client.open()
        number = 0
        while True:
            client.say(str(number))
            answer = await client.read()
            if not isinstance(answer, str):
                break
            if answer != str(number):
                return False
            number += 1
        client.close(1001)
        await until_end(client)
        client.writer.close()
        return answer == (1005 if client.revision == "hixie76" else 1001)

    async def terminate(self):
        await asyncio.sleep(2)
        self.server.process.send_signal(signal.SIGTERM)
        return await asyncio.to_thread(self.server.process.wait, WAIT)


def say(what, state):
    print(f"{what + ':':28s}" + ", ".join(f"{key} {value}" for key, value in state.items()), flush=True)


async def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=5, help="how long (default: %(default)s)")
    parser.add_argument("--clients", type=int, default=500, help="how many at once (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the choice of ways")
    options = parser.parse_args()
    random.seed(options.seed)
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as directory:
        server = Server(directory)
        try:
            soak = Soak(server)
            # What the process makes once and keeps is made before anything is counted.
            await asyncio.gather(*(soak.end_one(way) for way in WAYS * 10))
            before = await soak.settled()
            say("before", before)
            minutes = asyncio.create_task(soak.say_every_minute())
            until = time.monotonic() + 60 * options.minutes
            await asyncio.gather(*(soak.work(until) for _ in range(options.clients)))
            minutes.cancel()
            after = await soak.settled()
            say("after", after)
            say("left", {key: after[key] - before[key] for key in after})
            told, status = await soak.stop(50)
            print(f"{soak.ended} connections ended, {soak.hung} hung; at the stop {told} of 50 clients saw 1001, exit status {status}")
        finally:
            server.process.kill()
    leaks = [key for key in ("open", "not_told", "not_collected", "sockets") if after[key] > before[key]]
    return 1 if leaks or soak.hung or told < 50 or status != 0 else 0


sys.exit(asyncio.run(main()))
