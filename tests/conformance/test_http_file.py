"""test-aoai.http, executed as it stands by httpyac; each title begins with the status that is due."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from simulator import KEY, Simulator, clean_environment

FILE = Path(__file__).resolve().parents[2] / "test-aoai.http"
ROUTES = [
    "GET {{endpoint}}/", "GET {{endpoint}}/health", "GET {{endpoint}}/metrics", "GET {{endpoint}}/v1/models",
    "GET {{endpoint}}/v1/models/{{deployment}}", "POST {{endpoint}}/v1/chat/completions",
    "POST {{endpoint}}/openai/v1/chat/completions",
    "POST {{endpoint}}/openai/deployments/{{deployment}}/chat/completions?api-version={{api_version}}",
    "POST {{endpoint}}/v1/completions", "POST {{endpoint}}/openai/v1/completions",
    "POST {{endpoint}}/openai/deployments/instruct/completions?api-version={{api_version}}",
    "POST {{endpoint}}/v1/embeddings", "POST {{endpoint}}/openai/v1/embeddings",
    "POST {{endpoint}}/openai/deployments/embedding/embeddings?api-version={{api_version}}",
    "POST {{endpoint}}/v1/audio/transcriptions", "POST {{endpoint}}/openai/v1/audio/transcriptions",
    "POST {{endpoint}}/openai/deployments/whisper-1/audio/transcriptions?api-version={{api_version}}",
    "POST {{endpoint}}/v1/audio/translations", "POST {{endpoint}}/openai/v1/audio/translations",
    "POST {{endpoint}}/openai/deployments/whisper-1/audio/translations?api-version={{api_version}}",
    "POST {{endpoint}}/v1/audio/speech", "POST {{endpoint}}/openai/v1/audio/speech",
    "POST {{endpoint}}/openai/deployments/tts-1/audio/speech?api-version={{api_version}}",
    "POST {{endpoint}}/v1/images/generations", "POST {{endpoint}}/openai/v1/images/generations",
    "POST {{endpoint}}/openai/deployments/dall-e-3/images/generations?api-version={{api_version}}",
    "POST {{endpoint}}/v1/images/edits", "POST {{endpoint}}/openai/v1/images/edits",
    "POST {{endpoint}}/openai/deployments/gpt-image-1/images/edits?api-version={{api_version}}",
    "POST {{endpoint}}/v1/images/variations", "GET {{endpoint}}/v1/images/files/img-gone.png",
    "POST {{endpoint}}/v1/moderations",
    "POST {{endpoint}}/v1/responses", "POST {{endpoint}}/openai/v1/responses",
    "POST {{endpoint}}/openai/responses?api-version={{api_version}}", "POST {{endpoint}}/v1/responses/input_tokens",
    "GET {{endpoint}}/v1/responses/resp_gone", "POST {{endpoint}}/v1/responses/resp_gone/cancel",
    "GET {{endpoint}}/v1/responses/resp_gone/input_items",
    "GET {{endpoint}}/v1/chat/completions?limit=5&metadata[kind]=example",
    "POST {{endpoint}}/v1/files", "GET {{endpoint}}/v1/files?purpose=batch",
    "GET {{endpoint}}/v1/files/file-gone/content", "POST {{endpoint}}/v1/batches",
    "GET {{endpoint}}/v1/batches?limit=5",
    "DELETE {{endpoint}}/v1/responses/resp_gone", "GET {{endpoint}}/openai/v1/responses/resp_gone/input_items",
    "GET {{endpoint}}/v1/chat/completions/chatcmpl-gone", "POST {{endpoint}}/v1/chat/completions/chatcmpl-gone",
    "GET {{endpoint}}/v1/chat/completions/chatcmpl-gone/messages",
    "DELETE {{endpoint}}/v1/chat/completions/chatcmpl-gone",
    "GET {{endpoint}}/v1/files/file-gone", "DELETE {{endpoint}}/v1/files/file-gone",
    "POST {{endpoint}}/openai/files?api-version={{api_version}}",
    "GET {{endpoint}}/openai/files?api-version={{api_version}}", "GET {{endpoint}}/openai/v1/files",
    "GET {{endpoint}}/v1/batches/batch_gone", "POST {{endpoint}}/v1/batches/batch_gone/cancel",
    "POST {{endpoint}}/openai/batches?api-version={{api_version}}",
    "GET {{endpoint}}/openai/batches?api-version={{api_version}}", "GET {{endpoint}}/openai/v1/batches",
    "POST {{endpoint}}/v1/messages", "POST {{endpoint}}/v1/messages/count_tokens",
    "GET {{endpoint}}/++/config", "PATCH {{endpoint}}/++/config",
]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """What httpyac says, with the variables from a `.env` beside the file, as a person has them."""
    folder = tmp_path_factory.mktemp("http")
    shutil.copy(FILE, folder)
    shutil.copytree(FILE.parent / "examples", folder / "examples")
    with Simulator() as simulator:
        (folder / ".env").write_text(
            f"TEST_OPENAI_ENDPOINT={simulator.url}\nTEST_OPENAI_KEY={KEY}\nTEST_OPENAI_DEPLOYMENT=gpt-4o\n")
        tool = Path(os.environ["OAISIM_NODE_TOOLS"]) / "httpyac"
        # Into a file: httpyac ends before a pipe has taken everything.
        with (folder / "results.json").open("wb") as output:
            run = subprocess.run([tool, "send", FILE.name, "--all", "--json"], cwd=folder, env=clean_environment(),
                                 stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE, timeout=300)
    text = (folder / "results.json").read_text()
    assert text, run.stderr
    return json.loads(text)["requests"]


def test_every_request_answers_with_the_status_of_its_title(results):
    titles = re.findall(r"^### (.*)$", FILE.read_text(), re.MULTILINE)
    assert [result["title"] for result in results] == titles
    wrong = {result["title"]: result["response"]["statusCode"] for result in results
             if int(result["title"].split()[0]) != result["response"]["statusCode"]}
    assert not wrong


def test_streams_end_with_done(results):
    streams = [result for result in results if "streamed" in result["title"]]
    assert len(streams) == 4
    for result in streams:
        assert result["response"]["body"].rstrip().endswith("data: [DONE]"), result["title"]


def test_a_message_as_it_is_written_ends_with_its_event(results):
    [stream] = [result for result in results if "as it is written" in result["title"]]
    assert stream["response"]["body"].rstrip().endswith('event: message_stop\ndata: {"type":"message_stop"}')


def test_every_route_is_there():
    requests = set(re.findall(r"^(?:GET|POST|PATCH|DELETE) .*$", FILE.read_text(), re.MULTILINE))
    assert set(ROUTES) <= requests
