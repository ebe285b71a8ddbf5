"""Web servers under measurement: gunicorn as `bin/serve` starts it, and what their processes use."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any

import psutil

from .data import ROOT

START_SECONDS = 60
POLL_SECONDS = 0.1


@dataclass(frozen=True)
class Server:
    """A running server and the process of its database, if that is one of its own."""

    port: int
    process: psutil.Process
    database: psutil.Process | None = None

    def cpu(self) -> float:
        """The processor seconds that the web processes and the database have used so far."""
        return sum(_cpu(root) for root in (self.process, self.database) if root is not None)

    def memory(self) -> float:
        """What the web processes hold, in megabytes, shared pages divided among those who share them (PSS)."""
        return sum(each.memory_full_info().pss for each in _family(self.process)) / 1_000_000


@contextmanager
def serving(app: str, environment: dict[str, str], database: psutil.Process | None = None) -> Iterator[Server]:
    """Serve an application on a free port until the block ends."""
    port = _free_port()
    launcher = _launcher()
    command = [*launcher.server_command(port)[:-1], app]
    environment = launcher.server_environment() | environment
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        _wait(port, process)
        yield Server(port, psutil.Process(process.pid), database)
    finally:
        process.terminate()
        process.wait()


def _launcher() -> Any:
    """The start script of the desk, so that what is measured is what is served."""
    loader = SourceFileLoader("serve", str(ROOT / "bin" / "serve"))
    module = module_from_spec(spec_from_loader("serve", loader))
    sys.modules["serve"] = module
    loader.exec_module(module)
    return module


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(POLL_SECONDS)
        finally:
            connection.close()
    raise RuntimeError("the server does not answer")


def _family(root: psutil.Process) -> list[psutil.Process]:
    return [root, *root.children(recursive=True)]


def _cpu(root: psutil.Process) -> float:
    """Of a process and its children; of children that ended, the time their parent has collected."""
    used = 0.0
    for each in _family(root):
        times = each.cpu_times()
        used += times.user + times.system
    ended = root.cpu_times()
    return used + ended.children_user + ended.children_system
