"""A server that is measured: its command, its process, and a run of the load against it."""
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
import time

WSLOAD = os.environ.get("WSLOAD", os.path.join(os.path.dirname(os.path.abspath(__file__)), "out", "wsload"))
SERVER_CPU, LOAD_CPU = "0", "1"


class Specification:
    """NAME[:WORKLOADS]=COMMAND, see compare.py --help."""

    def __init__(self, text, groups):
        names, _, command = text.partition("=")
        self.name, _, workloads = names.partition(":")
        self.workloads = [workload for word in (workloads or "plain").split(",") for workload in groups.get(word, [word])]
        self.is_raw = command.startswith("raw:")
        words = shlex.split(command[len("raw:"):] if self.is_raw else command)
        self.path = words.pop()[1:] if words[-1].startswith("@") else "/"
        self.environment = dict(os.environ)
        while "=" in words[0] and not words[0].startswith("/"):
            variable, _, value = words.pop(0).partition("=")
            self.environment[variable] = value
        self.words = words


class Server:
    """One process of it, listening."""

    def __init__(self, specification, pinned):
        self.specification, self.name, self.pinned = specification, specification.name, pinned
        self.port = free_port()
        words = pin(SERVER_CPU, pinned) + [word.replace("PORT", str(self.port)) for word in specification.words]
        self.process = subprocess.Popen(words, env=specification.environment, stdout=subprocess.DEVNULL, start_new_session=True)
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

    def measure(self, workload, load, seconds, warm_up):
        """One run of the load, which are wsload's arguments; its figures, or None where there are none."""
        arguments = load + ["--port", str(self.port), "--path", self.specification.path, "--secs", str(seconds), "--warm", str(warm_up),
                            "--server-pid", str(self.pid), "--json", "--label", self.name]
        if self.specification.is_raw:
            arguments += ["--revision", "raw"]
        run = subprocess.run(pin(LOAD_CPU, self.pinned) + [WSLOAD] + arguments, capture_output=True, text=True, timeout=180)
        figures = json.loads(run.stdout.strip().splitlines()[-1]) if run.stdout.strip() else None
        if run.returncode != 0:
            print(f"left out: {self.name} {workload}: {run.stderr.strip()[:200] or 'no messages'}", file=sys.stderr)
            return None
        if "--deflate" in load and figures["compressed"] < figures["msgs"]:
            print(f"left out: {self.name} {workload}: answers that are not compressed", file=sys.stderr)
            return None
        return figures

    def stop(self):
        for pid in {self.pid, self.process.pid}:
            try:
                os.kill(pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()


def pin(cpu, pinned):
    return ["taskset", "-c", cpu] if pinned else []


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
