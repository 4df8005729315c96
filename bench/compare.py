#!/usr/bin/env python3
"""Compares echo servers: rounds of load against each of them in turn, all within one run.

Prints, for each workload and server, the CPU time per message (or the memory per idle connection) as median and minimum over
the rounds, and the ratio to the first server: the median of the ratios within a round. On a machine that does other things,
too, the ratio is what can be relied on.

A server is NAME=COMMAND. COMMAND is one shell-quoted string, in which
  PORT                stands for the port to listen on, on 127.0.0.1
  VARIABLE=value      words before the program set its environment
  @/path              as the last word is the path of the WebSocket (default /)
  raw: or hixie76:    as a prefix chooses wsload's revision (default RFC 6455)

Workloads
  e20                 20 bytes of text, 200 connections, one message in flight on each
  e20d16              the same with 16 in flight
  e1k                 1 KiB of text, 200 connections
  e64k                64 KiB of binary, 20 connections, 4 in flight
  connect             20 concurrent cycles of connect, upgrade, closing handshake
  idle, idle15k       memory of 5,000 (15,000) connections with one echo each, then idle; in a fresh process

All servers run at the same time, warmed up; one that is not measured uses no CPU. Servers run on CPU 0 and the load on CPU 1
unless --no-pin is given. Linux only; needs wsload beside this file (run.sh builds it) or WSLOAD=path, taskset and ss.
"""
import argparse
import json
import os
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import time

WSLOAD = os.environ.get("WSLOAD", os.path.join(os.path.dirname(os.path.abspath(__file__)), "wsload"))
WORKLOADS = {
    "e20": ["echo", "--conns", "200", "--size", "20"],
    "e20d16": ["echo", "--conns", "200", "--size", "20", "--depth", "16"],
    "e1k": ["echo", "--conns", "200", "--size", "1024"],
    "e64k": ["echo", "--conns", "20", "--size", "65536", "--depth", "4", "--binary"],
    "connect": ["connect", "--conns", "20"],
    "idle": ["idle", "--conns", "5000", "--touch"],
    "idle15k": ["idle", "--conns", "15000", "--touch", "--ramp", "256"],
}
SERVER_CPU, LOAD_CPU = "0", "1"


class Server:
    """One server process, listening."""

    def __init__(self, specification, pinned):
        self.name, _, command = specification.partition("=")
        self.pinned = pinned
        self.revision = "13"
        for revision in ("raw", "hixie76"):
            if command.startswith(revision + ":"):
                self.revision, command = revision, command[len(revision) + 1:]
        words = shlex.split(command)
        self.path = words.pop()[1:] if words[-1].startswith("@") else "/"
        environment = dict(os.environ)
        while "=" in words[0] and not words[0].startswith("/"):
            variable, _, value = words.pop(0).partition("=")
            environment[variable] = value
        self.port = free_port()
        words = pin(SERVER_CPU, pinned) + [word.replace("PORT", str(self.port)) for word in words]
        self.process = subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            self.wait_until_listening()
        except BaseException:
            self.process.kill()
            raise
        self.pid = self.listening_pid() or self.process.pid

    def wait_until_listening(self):
        for _ in range(300):
            if self.process.poll() is not None:
                sys.exit(f"{self.name}: the server has ended with {self.process.returncode}")
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.1)
        sys.exit(f"{self.name}: the server does not listen on port {self.port}")

    def listening_pid(self):
        """The process that listens: a launcher may have started it."""
        lines = subprocess.run(["ss", "-ltnpH", f"sport = :{self.port}"], capture_output=True, text=True).stdout
        return int(lines.split("pid=")[1].split(",")[0]) if "pid=" in lines else None

    def measure(self, workload, seconds, warm_up):
        """One run of the load; its figures, or None where there are none."""
        arguments = [argument for argument in WORKLOADS[workload] if not (argument == "--binary" and self.revision == "hixie76")]
        arguments += ["--port", str(self.port), "--path", self.path, "--revision", self.revision, "--secs", str(seconds),
                      "--warm", str(warm_up), "--server-pid", str(self.pid), "--json", "--label", self.name]
        run = subprocess.run(pin(LOAD_CPU, self.pinned) + [WSLOAD] + arguments, capture_output=True, text=True, timeout=120)
        if not run.stdout.strip():
            print(f"no figure: {self.name} {workload} {run.stderr.strip()[:200]}", file=sys.stderr)
            return None
        figures = json.loads(run.stdout.strip().splitlines()[-1])
        if figures.get("errors"):
            print(f"left out: {self.name} {workload} {run.stderr.strip()[:200]}", file=sys.stderr)
            return None
        return figures

    def stop(self):
        for pid in {self.pid, self.process.pid}:
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()


def pin(cpu, pinned):
    return ["taskset", "-c", cpu] if pinned else []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_idle(workload):
    return workload.startswith("idle")


def measure_load(options, workloads):
    servers, rows = [], []
    try:
        for specification in options.servers:
            servers.append(Server(specification, not options.no_pin))
        for server in servers:
            for workload in workloads:
                server.measure(workload, 0.3, 1.5)
        for number in range(options.rounds):
            for workload in workloads:
                for server in servers:
                    figures = server.measure(workload, options.secs, options.warm)
                    if figures:
                        rows.append(dict(figures, workload=workload, round=number, name=server.name))
    finally:
        for server in servers:
            server.stop()
    return rows


def measure_idle(options, workload):
    rows = []
    for number in range(options.idle_rounds):
        for specification in options.servers:  # a fresh process each, so that the memory is what a user would see
            server = Server(specification, not options.no_pin)
            try:
                figures = server.measure(workload, 3, 0)
                if figures:
                    rows.append(dict(figures, workload=workload, round=number, name=server.name))
            finally:
                server.stop()
    return rows


def report(names, workload, rows):
    key = "rss_per_conn_kb" if is_idle(workload) else "cpu_us_per_msg"
    what = "RSS KB per connection" if is_idle(workload) else "CPU us per connection" if workload == "connect" else "CPU us per message"
    print(f"{workload}: {what}")
    by_round = {name: {row["round"]: row[key] for row in rows if row["name"] == name and row["workload"] == workload} for name in names}
    first = by_round[names[0]]
    for name in names:
        values = by_round[name]
        if not values:
            print(f"  {name:16s} no data")
            continue
        ratios = [values[number] / first[number] for number in values if first.get(number)]
        ratio = statistics.median(ratios) if ratios else float("nan")
        print(f"  {name:16s} median {statistics.median(values.values()):9.3f}  min {min(values.values()):9.3f}"
              f"  x {names[0]} {ratio:5.2f}  rounds {len(values)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("servers", nargs="+", metavar="NAME=COMMAND", help="the first one is the yardstick")
    parser.add_argument("--work", default="e20,e20d16,e1k,e64k,connect,idle", help="workloads, with commas (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=6, help="rounds of each workload (default: %(default)s)")
    parser.add_argument("--idle-rounds", type=int, default=1, help="rounds of each idle workload (default: %(default)s)")
    parser.add_argument("--secs", type=float, default=1.5, help="seconds measured in a round (default: %(default)s)")
    parser.add_argument("--warm", type=float, default=0.4, help="seconds of load before them (default: %(default)s)")
    parser.add_argument("--no-pin", action="store_true", help="leave servers and load free on all CPUs")
    parser.add_argument("--json", metavar="FILE", help="append every single figure to this file, a line each")
    options = parser.parse_args()
    workloads = options.work.split(",")
    for workload in workloads:
        if workload not in WORKLOADS:
            parser.error(f"no workload {workload}: {', '.join(WORKLOADS)}")

    rows = measure_load(options, loads) if (loads := [workload for workload in workloads if not is_idle(workload)]) else []
    for workload in filter(is_idle, workloads):
        rows += measure_idle(options, workload)
    if options.json:
        with open(options.json, "a") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    names = [specification.partition("=")[0] for specification in options.servers]
    for workload in workloads:
        report(names, workload, rows)


main()
