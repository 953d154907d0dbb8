"""A real `oaisim` on a free port of this machine. The environment's OAISIM_PROGRAM names it.

It runs in an empty folder of its own, so that no `.env` is read, and without the caller's settings.
"""

import os
import subprocess
import tempfile
import time
from pathlib import Path

import httpx
from anthropic import Anthropic, AsyncAnthropic
from openai import AsyncAzureOpenAI, AsyncOpenAI, AzureOpenAI, OpenAI

KEY = "test-key"
API_VERSION = "2024-10-21"
START_LIMIT_SECONDS = 60
OPERATIONS = ("CHAT_COMPLETIONS", "COMPLETIONS", "EMBEDDINGS", "TRANSLATIONS", "SPEECH", "IMAGES", "MODERATIONS")
SETTINGS = ("SIMULATOR_", "OPENAI_", "AZURE_", "ANTHROPIC_", "LATENCY_", "RECORDING_", "ALLOW_", "EXTENSION_", "LOG_LEVEL",
            "TEST_OPENAI_")


def program(variable: str) -> str:
    path = os.environ.get(variable)
    if not path:
        raise RuntimeError(f"set {variable} to the path of the built program (ctest does)")
    return str(Path(path).resolve())


def clean_environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SETTINGS)}
    return {**kept, **more}


class Simulator:
    def __init__(self, *flags: str, **environment: str):
        self.flags = flags
        self.environment = {
            "SIMULATOR_API_KEY": KEY,
            **{f"LATENCY_OPENAI_{operation}_{figure}": "0" for operation in OPERATIONS
               for figure in ("MEAN", "STD_DEV")},
            **environment,
        }

    def __enter__(self) -> "Simulator":
        self.folder = tempfile.TemporaryDirectory(prefix="oaisim-test-")
        port_file = Path(self.folder.name) / "port"
        self.log_path = Path(self.folder.name) / "log"
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [program("OAISIM_PROGRAM"), "--port", "0", "--port-file", str(port_file), *self.flags],
                cwd=self.folder.name, env=clean_environment(**self.environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + START_LIMIT_SECONDS
        while not (port_file.exists() and port_file.read_text().strip()):
            if self.process.poll() is not None or time.monotonic() > end:
                log = self.log_path.read_text()
                self.__exit__()
                raise RuntimeError(f"oaisim did not start:\n{log}")
            time.sleep(0.01)
        self.port = int(port_file.read_text())
        self.url = f"http://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_) -> None:
        """Ends it; that it ends by itself and cleanly (also under sanitizers) is part of every test."""
        self.process.terminate()
        try:
            status = self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        log = self.log_path.read_text()
        self.folder.cleanup()
        if status != 0:
            raise RuntimeError(f"oaisim ended with {status}:\n{log}")

    def openai(self, **options) -> OpenAI:
        return OpenAI(**self._openai_options(options))

    def async_openai(self, **options) -> AsyncOpenAI:
        return AsyncOpenAI(**self._openai_options(options))

    def azure(self, **options) -> AzureOpenAI:
        return AzureOpenAI(**self._azure_options(options))

    def async_azure(self, **options) -> AsyncAzureOpenAI:
        return AsyncAzureOpenAI(**self._azure_options(options))

    def anthropic(self, **options) -> Anthropic:
        return Anthropic(**self._anthropic_options(options))

    def async_anthropic(self, **options) -> AsyncAnthropic:
        return AsyncAnthropic(**self._anthropic_options(options))

    def http(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"api-key": KEY}, timeout=60, trust_env=False)

    def _anthropic_options(self, options: dict) -> dict:
        return {"base_url": self.url, "api_key": KEY, "max_retries": 0, "timeout": 60, **options}

    def _openai_options(self, options: dict) -> dict:
        return {"base_url": f"{self.url}/v1", "api_key": KEY, "max_retries": 0, "timeout": 60, **options}

    def _azure_options(self, options: dict) -> dict:
        return {"azure_endpoint": self.url, "api_key": KEY, "api_version": API_VERSION, "max_retries": 0,
                "timeout": 60, **options}
