"""Processes and files of one benchmark run. Everything that it starts ends with it, and nothing else does."""

import os
import resource
import signal
import subprocess
import tempfile
import time
from pathlib import Path

SERVER_CORE, CLIENT_CORE = 0, 1
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """A run that measured something else than it should have; nothing is reported then."""


class Session:
    """Programs pinned to cores, and a folder that is deleted at the end."""

    def __init__(self, programs: Path, quick: bool):
        self.programs, self.quick = programs, quick
        self._running: list[subprocess.Popen] = []
        self._folder = tempfile.TemporaryDirectory(prefix="oaisim-bench-")
        self.folder = Path(self._folder.name)

    def __enter__(self) -> "Session":
        hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        return self

    def __exit__(self, *_) -> None:
        for process in reversed(self._running):
            stop(process)
        self._folder.cleanup()

    def program(self, name: str) -> str:
        path = self.programs / name
        if not path.is_file():
            raise Failure(f"{path} is not built; run: make build")
        return str(path)

    def start(self, command: list, core: int, env: dict | None = None, **options) -> subprocess.Popen:
        pinned = ["taskset", "-c", str(core), *map(str, command)]
        process = subprocess.Popen(pinned, env={**os.environ, **(env or {})}, **options)
        self._running.append(process)
        return process

    def stop(self, process: subprocess.Popen) -> None:
        stop(process)
        self._running.remove(process)

    def output_of(self, command: list, core: int = CLIENT_CORE, codes: tuple = (0,), env: dict | None = None) -> str:
        """What a program prints; its failure is the run's."""
        process = self.start(command, core, env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        out, errors = process.communicate()
        self._running.remove(process)
        if process.returncode not in codes:
            raise Failure(f"{Path(str(command[0])).name} ended with {process.returncode}\n{out}{errors}")
        return out

    def new_file(self, name: str) -> Path:
        """A path of the run's folder at which nothing is yet."""
        path = self.folder / name
        path.unlink(missing_ok=True)
        return path


def stop(process: subprocess.Popen) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def port_written_to(file: Path, process: subprocess.Popen, seconds: float = 10) -> int:
    """The port that a program writes to a file once it listens."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        text = file.read_text() if file.exists() else ""
        if text.endswith("\n"):
            return int(text)
        time.sleep(0.002)
    raise Failure(f"{process.args} did not start to listen")


def memory_mb(pid: int, name: str) -> float:
    """VmRSS (now) or VmHWM (the most so far) of a process, in MB of 10^6 bytes."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) * 1024 / 1e6
    raise Failure(f"/proc/{pid}/status has no {name}")


def busy_seconds_of_all() -> float:
    """Processor time of the whole machine so far, idle and stolen time left out."""
    user, nice, system, _idle, _wait, irq, softirq = map(int, Path("/proc/stat").read_text().split()[1:8])
    return (user + nice + system + irq + softirq) / TICKS_PER_SECOND


def stolen_seconds() -> float:
    """What the host of a virtual machine has taken from all cores so far."""
    return int(Path("/proc/stat").read_text().split()[8]) / TICKS_PER_SECOND


def busy_seconds_of_session() -> float:
    """Of this process and of the programs that it started and that have ended."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND
