#!/usr/bin/env python3
"""Compares servers: rounds of load against each of them in turn, all within one run.

Prints, for each workload and server, the CPU time per message (or memory, or latency) as median and minimum over the rounds, and
the ratio to the yardstick, which is the first server that takes part in the workload: the median of the ratios within a round.
On a machine that does other things, too, the ratio is what can be relied on. At the end all of it in one table, in Markdown.

A server is NAME[:WORKLOADS]=COMMAND. WORKLOADS are those it takes part in, with commas (default: plain); a name may stand several
times, with other workloads and another command each. COMMAND is one shell-quoted string, in which
  PORT                stands for the port to listen on, on 127.0.0.1
  VARIABLE=value      words before the program set its environment
  @/path              as the last word is the path of the WebSocket (default /)
  raw:                as a prefix leaves out the protocol, for a server that returns what it receives

Workloads; plain is all in the first block
  e20                 20 bytes of text, 200 connections, one message in flight on each
  e20d16              the same with 16 in flight
  e1k                 1 KiB of text, 200 connections
  e64k                64 KiB of binary, 20 connections, 4 in flight
  connect             20 concurrent cycles of connect, upgrade, closing handshake
  latency             20 bytes at a fixed rate on 200 connections: p99 from the moment at which a message was due
  idle, idle5k        memory of 15,000 (5,000) connections with one echo each, then idle; in a fresh process
  held                memory of 15,000 connections while 1,000 of them send 10,000 messages a second; in a fresh process

  hixie76             e20 over Hixie-76 frames; the ratio is to the same server's own e20
  broadcast           500 connections, of which one sends 100 bytes to all: CPU time per delivery
  deflate             1 KiB of JSON-like text, permessage-deflate without context takeover, 200 connections
  wss                 1 KiB of text over TLS, 200 connections

All servers run at the same time, warmed up; one that is not measured uses no CPU. Servers run on CPU 0 and the load on CPU 1
unless --no-pin is given. Linux only; needs wsload (compare.sh builds it; WSLOAD=path for another one), taskset and ss.
"""
import argparse
import json
import statistics

from server import Server, Specification

ECHO = ["echo", "--conns", "200", "--size"]
WORKLOADS = {
    "e20": ECHO + ["20"],
    "e20d16": ECHO + ["20", "--depth", "16"],
    "e1k": ECHO + ["1024"],
    "e64k": ["echo", "--conns", "20", "--size", "65536", "--depth", "4", "--binary"],
    "connect": ["connect", "--conns", "20"],
    "latency": ECHO + ["20", "--rate"],
    "hixie76": ECHO + ["20", "--revision", "hixie76"],
    "broadcast": ["broadcast", "--conns", "500", "--size", "100"],
    "deflate": ECHO + ["1024", "--deflate"],
    "wss": ECHO + ["1024", "--tls"],
    "idle": ["idle", "--conns", "15000", "--touch", "--ramp", "256"],
    "idle5k": ["idle", "--conns", "5000", "--touch"],
    "held": ["echo", "--conns", "15000", "--active", "1000", "--rate", "10000", "--size", "20", "--ramp", "256"],
}
IN_FRESH_PROCESS = ("idle", "idle5k", "held")
GROUPS = {"plain": ["e20", "e20d16", "e1k", "e64k", "connect", "latency", "idle", "idle5k", "held"]}
AGAINST_OWN = {"hixie76": "e20"}
DEFAULT = "e20,e20d16,e1k,e64k,connect,hixie76,broadcast,deflate,wss,latency,idle"


def key_of(workload):
    return "rss_per_conn_kb" if workload in IN_FRESH_PROCESS else "p99_us" if workload == "latency" else "cpu_us_per_msg"


def unit_of(workload):
    if workload in IN_FRESH_PROCESS:
        return "resident KB per connection"
    return {"latency": "us, p99", "connect": "CPU us per connection", "broadcast": "CPU us per delivery"}.get(workload, "CPU us per message")


def measure_load(options, specifications, workloads):
    servers, rows = [], []
    try:
        for specification in specifications:
            if set(specification.workloads) & set(workloads):
                servers.append(Server(specification, not options.no_pin))
        runs = [(workload, server) for workload in workloads for server in servers if workload in server.specification.workloads]
        for workload, server in runs:  # warm-up
            server.measure(workload, load_of(workload, options.rate or 1000), 0.3, options.warm_up)
        if "latency" in workloads and not options.rate:
            options.rate = half_of_saturation(options, next(server for workload, server in runs if workload == "latency"))
        for number in range(options.rounds):
            for workload, server in runs:
                figures = server.measure(workload, load_of(workload, options.rate), options.secs, options.warm)
                if figures:
                    rows.append(dict(figures, workload=workload, round=number, name=server.name))
    finally:
        for server in servers:
            server.stop()
    return rows


def load_of(workload, rate):
    return WORKLOADS[workload] + ([str(rate)] if workload == "latency" else [])


def half_of_saturation(options, yardstick):
    figures = [yardstick.measure("e20", WORKLOADS["e20"], options.secs, options.warm) for _ in range(3)]
    rates = [row["msgs_per_s"] for row in figures if row]
    if not rates:
        raise SystemExit("no rate for latency; choose one with --rate")
    return round(statistics.median(rates) / 2)


def measure_in_fresh_processes(options, specifications, workload):
    rows = []
    for number in range(options.idle_rounds):
        for specification in specifications:
            if workload not in specification.workloads:
                continue
            server = Server(specification, not options.no_pin)
            try:
                figures = server.measure(workload, WORKLOADS[workload], 3, 3 if workload == "held" else 0)
                if figures:
                    rows.append(dict(figures, workload=workload, round=number, name=server.name))
            finally:
                server.stop()
    return rows


def report(names, workload, rows):
    """Prints the figures of a workload; returns its cells of the table."""
    def values(name, of=workload, key=key_of(workload)):
        return {row["round"]: row[key] for row in rows if row["name"] == name and row["workload"] == of}

    present = [name for name in names if values(name)]
    print(f"{workload}: {unit_of(workload)}")
    cells = {}
    for name in present:
        own = values(name)
        base = values(name, AGAINST_OWN[workload]) if workload in AGAINST_OWN else values(present[0])
        ratios = [own[number] / base[number] for number in own if base.get(number)]
        ratio = statistics.median(ratios) if ratios else float("nan")
        to = f"its own {AGAINST_OWN[workload]}" if workload in AGAINST_OWN else present[0]
        tail = "".join(f"  {key[:-3]} {statistics.median(values(name, key=key).values()):.0f} us" for key in ("p50_us", "p99_us", "p999_us", "max_us")) \
            if workload in ("latency", "held") else ""
        print(f"  {name:16s} median {statistics.median(own.values()):9.3f}  min {min(own.values()):9.3f}  x {to} {ratio:5.2f}  rounds {len(own)}{tail}")
        cells[name] = figure(statistics.median(own.values())) + ("" if to == name else f" ({ratio:.2f})")
    return cells


def figure(value):
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def table(names, workloads, cells):
    yield "| workload | " + " | ".join(names) + " |"
    yield "|---" * (len(names) + 1) + "|"
    for workload in workloads:
        yield f"| {workload}, {unit_of(workload)} | " + " | ".join(cells[workload].get(name, "") for name in names) + " |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("servers", nargs="+", metavar="NAME[:WORKLOADS]=COMMAND", help="the first one is the yardstick")
    parser.add_argument("--work", default=DEFAULT, help="workloads, with commas (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=6, help="rounds of each workload (default: %(default)s)")
    parser.add_argument("--idle-rounds", type=int, default=1, help="rounds of each workload in a fresh process (default: %(default)s)")
    parser.add_argument("--secs", type=float, default=1.5, help="seconds measured in a round (default: %(default)s)")
    parser.add_argument("--warm", type=float, default=0.4, help="seconds of load before them (default: %(default)s)")
    parser.add_argument("--warm-up", type=float, default=1.5, help="seconds of load for each workload and server before all rounds (default: %(default)s)")
    parser.add_argument("--rate", type=int, help="messages a second of the workload latency (default: half of what saturates its yardstick)")
    parser.add_argument("--no-pin", action="store_true", help="leave servers and load free on all CPUs")
    parser.add_argument("--json", metavar="FILE", help="append every single figure to this file, a line each")
    options = parser.parse_args()
    workloads = options.work.split(",")
    for workload in workloads:
        if workload not in WORKLOADS:
            parser.error(f"no workload {workload}: {', '.join(WORKLOADS)}")
    workloads = [AGAINST_OWN[workload] for workload in workloads if AGAINST_OWN.get(workload, workload) not in workloads] + workloads
    specifications = [Specification(text, GROUPS) for text in options.servers]

    rows = measure_load(options, specifications, [workload for workload in workloads if workload not in IN_FRESH_PROCESS])
    for workload in workloads:
        if workload in IN_FRESH_PROCESS:
            rows += measure_in_fresh_processes(options, specifications, workload)
    if options.json:
        with open(options.json, "a") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    names = list(dict.fromkeys(specification.name for specification in specifications))
    cells = {workload: report(names, workload, rows) for workload in workloads}
    if "latency" in workloads:
        print(f"latency: at {options.rate} messages a second")
    print("", *table(names, workloads, cells), sep="\n")


main()
