"""Files and batches with the official SDK: upload, run, poll, download; and what is wrong with them."""

import json
import time

import openai
import pytest
from published import check
from simulator import Simulator

MODEL = "gpt-4o-mini"


@pytest.fixture(scope="module")
def simulator():
    # Fast, as the output of a batch takes a second to be written.
    with Simulator("--max-stored-bytes", "1000000", "--time-scale", "100") as running:
        yield running


def line(number: int, **body) -> dict:
    return {"custom_id": f"request-{number}", "method": "POST", "url": "/v1/chat/completions",
            "body": {"model": MODEL, "max_tokens": 5, "messages": [{"role": "user", "content": f"Say {number}"}]} | body}


def upload(client, lines, purpose="batch", name="in.jsonl"):
    content = lines if isinstance(lines, bytes) else "\n".join(json.dumps(entry) for entry in lines).encode()
    return client.files.create(file=(name, content), purpose=purpose)


def start(client, lines, endpoint="/v1/chat/completions", **fields):
    return client.batches.create(input_file_id=upload(client, lines).id, endpoint=endpoint, completion_window="24h",
                                 **fields)


def ended(client, batch, limit_s=60):
    end = time.monotonic() + limit_s
    while batch.status in ("validating", "in_progress", "finalizing", "cancelling"):
        assert time.monotonic() < end, batch
        batch = client.batches.retrieve(batch.id)
    return batch


def lines_of(client, file_id: str) -> list[dict]:
    return [json.loads(entry) for entry in client.files.content(file_id).text.splitlines()]


def test_a_file_is_uploaded_found_listed_and_deleted(openai_client):
    made = upload(openai_client, b"some bytes \x00\xff", purpose="user_data", name="a b.bin")
    check("OpenAIFile", made.to_dict())
    assert (made.bytes, made.filename, made.purpose, made.status) == (13, "a b.bin", "user_data", "processed")
    assert openai_client.files.retrieve(made.id).to_dict() == made.to_dict()
    assert openai_client.files.content(made.id).content == b"some bytes \x00\xff"
    other = upload(openai_client, b"{}", purpose="batch")
    listed = openai_client.files.list(purpose="user_data")
    check("ListFilesResponse", listed.to_dict())
    assert [file.id for file in listed] == [made.id]
    assert {file.id for file in openai_client.files.list(limit=1)} == {made.id, other.id}
    gone = openai_client.files.delete(made.id)
    check("DeleteFileResponse", gone.to_dict())
    for call in (openai_client.files.retrieve, openai_client.files.content, openai_client.files.delete):
        with pytest.raises(openai.NotFoundError) as raised:
            call(made.id)
        assert (raised.value.param, raised.value.body["message"]) == ("id", f"No such File object: {made.id}")


def test_a_file_lives_as_long_as_was_asked_for(openai_client):
    made = openai_client.files.create(file=("a", b"x"), purpose="batch",
                                      expires_after={"anchor": "created_at", "seconds": 3600})
    assert made.expires_at == made.created_at + 3600


def test_files_of_assistants_are_not_downloaded(openai_client):
    made = upload(openai_client, b"x", purpose="assistants")
    with pytest.raises(openai.BadRequestError, match="Not allowed to download files of purpose: assistants"):
        openai_client.files.content(made.id)


def test_a_file_that_does_not_fit_is_refused_and_the_others_stay(openai_client):
    kept = upload(openai_client, b"x")
    with pytest.raises(openai.BadRequestError) as raised:
        upload(openai_client, bytes(2_000_000))
    assert raised.value.code == "storage_limit_exceeded"
    assert openai_client.files.retrieve(kept.id).id == kept.id


BAD_FORMS = {
    "no file": ({"data": {"purpose": "batch"}, "files": {"other": b"x"}}, "other", "unknown_parameter"),
    "no purpose": ({"files": {"file": ("a", b"x")}}, "purpose", "missing_required_parameter"),
    "an unknown purpose": ({"data": {"purpose": "fun"}, "files": {"file": ("a", b"x")}}, "purpose", "invalid_value"),
    "an empty file": ({"data": {"purpose": "batch"}, "files": {"file": ("a", b"")}}, "file", "empty_file"),
    "too short a life": ({"data": {"purpose": "batch", "expires_after[anchor]": "created_at",
                                   "expires_after[seconds]": "10"}, "files": {"file": ("a", b"x")}},
                         "expires_after.seconds", "integer_below_min_value"),
    "no form": ({"json": {"purpose": "batch"}}, None, "unsupported_content_type"),
    "a cut form": ({"content": b"--x\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nba",
                    "headers": {"content-type": "multipart/form-data; boundary=x"}}, None, None),
}


@pytest.mark.parametrize("name", BAD_FORMS)
def test_bad_forms_are_refused(simulator, name):
    request, param, code = BAD_FORMS[name]
    with simulator.http() as http:
        reply = http.post("/v1/files", **request)
    error = reply.json()["error"]
    assert reply.status_code == 400, error
    assert error["type"] == "invalid_request_error"
    if param is not None:
        assert (error["param"], error["code"]) == (param, code), error


def test_a_batch_is_run_and_its_output_downloaded(openai_client):
    lines = [line(number) for number in range(20)] + [line(20, max_tokens=-1)]
    made = start(openai_client, lines, metadata={"night": "1"})
    check("Batch", made.to_dict())
    assert made.status == "validating"
    done = ended(openai_client, made)
    assert done.status == "completed"
    check("Batch", done.to_dict())
    counts = done.request_counts
    assert (counts.total, counts.completed, counts.failed) == (21, 20, 1)
    assert done.metadata == {"night": "1"}
    output = lines_of(openai_client, done.output_file_id)
    assert {entry["custom_id"] for entry in output} == {f"request-{number}" for number in range(20)}
    for entry in output:
        assert (entry["response"]["status_code"], entry["error"]) == (200, None)
        check("CreateChatCompletionResponse", entry["response"]["body"])
    assert done.usage.output_tokens == 20 * 5
    assert done.usage.input_tokens == sum(entry["response"]["body"]["usage"]["prompt_tokens"] for entry in output)
    [failed] = lines_of(openai_client, done.error_file_id)
    assert (failed["custom_id"], failed["response"]["status_code"]) == ("request-20", 400)
    assert failed["response"]["body"]["error"]["param"] == "max_tokens"
    assert openai_client.files.retrieve(done.output_file_id).purpose == "batch_output"


@pytest.mark.parametrize("endpoint, body", [
    ("/v1/embeddings", {"model": "text-embedding-3-small", "input": "a"}),
    ("/v1/completions", {"model": "gpt-3.5-turbo-instruct", "prompt": "a"}),
    ("/v1/responses", {"model": MODEL, "input": "a"}),
])
def test_batches_of_other_operations_run(openai_client, endpoint, body):
    done = ended(openai_client, start(openai_client, [
        {"custom_id": "a", "method": "POST", "url": endpoint, "body": body}], endpoint))
    [entry] = lines_of(openai_client, done.output_file_id)
    assert entry["response"]["status_code"] == 200, entry


def test_azure_runs_batches_too(azure_client):
    entry = line(1)
    entry["url"] = "/chat/completions"
    done = ended(azure_client, start(azure_client, [entry], "/chat/completions"))
    assert (done.status, done.request_counts.completed) == ("completed", 1)
    [output] = lines_of(azure_client, done.output_file_id)
    assert output["response"]["body"]["prompt_filter_results"]


def test_a_batch_takes_its_time_and_can_be_cancelled():
    # A line takes hours; those under way have ten minutes, which is a second here, to be done.
    slow = Simulator("--time-scale", "600", LATENCY_OPENAI_CHAT_COMPLETIONS_MEAN="3600000")
    with slow as running, running.openai() as client:
        made = start(client, [line(number) for number in range(3)])
        while made.status == "validating":
            made = client.batches.retrieve(made.id)
        assert made.status == "in_progress"
        assert (made.request_counts.total, made.request_counts.completed) == (3, 0)
        cancelling = client.batches.cancel(made.id)
        check("Batch", cancelling.to_dict())
        assert (cancelling.status, cancelling.output_file_id) == ("cancelling", None)
        cancelled = ended(client, cancelling)
        assert (cancelled.status, cancelled.output_file_id) == ("cancelled", None)
        assert cancelled.created_at <= cancelled.cancelling_at <= cancelled.cancelled_at
        assert {entry["error"]["code"] for entry in lines_of(client, cancelled.error_file_id)} == {"batch_cancelled"}
        with pytest.raises(openai.ConflictError, match="with status 'cancelled'"):
            client.batches.cancel(made.id)


def test_a_batch_whose_output_does_not_fit_fails_and_says_so(openai_client):
    failed = ended(openai_client, start(openai_client, [line(number, max_tokens=4000) for number in range(100)]))
    assert (failed.status, failed.output_file_id) == ("failed", None)
    assert [error.code for error in failed.errors.data] == ["storage_limit_exceeded"]


def half_done(client, http):
    """A batch of 60 lines of which half are done at once and the others would take two days."""
    http.patch("/++/config", json={"openai_deployments": {MODEL: {"model": MODEL, "latency": {
        "ttft_ms": 0, "itl_ms": 3600000}}}}).raise_for_status()
    made = start(client, [line(number, max_tokens=1 if number % 2 else 49) for number in range(60)])
    while made.status == "validating":
        made = client.batches.retrieve(made.id)
    return made


def check_half_done(client, batch, code: str):
    check("Batch", {name: value for name, value in batch.to_dict().items() if value is not None})
    counts = batch.request_counts
    assert (counts.total, counts.completed, counts.failed) == (60, 30, 0)
    assert batch.usage.output_tokens == 30
    assert {entry["custom_id"] for entry in lines_of(client, batch.output_file_id)} == {
        f"request-{number}" for number in range(1, 60, 2)}
    others = lines_of(client, batch.error_file_id)
    assert {entry["custom_id"] for entry in others} == {f"request-{number}" for number in range(0, 60, 2)}
    for entry in others:
        assert (entry["response"], entry["error"]["code"]) == (None, code)


def test_a_batch_that_is_cancelled_halfway_has_what_was_done():
    with Simulator("--time-scale", "600") as running, running.openai() as client, running.http() as http:
        made = half_done(client, http)
        assert made.status == "in_progress"
        cancelled = ended(client, client.batches.cancel(made.id))
        assert cancelled.status == "cancelled"
        check_half_done(client, cancelled, "batch_cancelled")


def test_a_batch_whose_window_is_over_has_what_was_done():
    # A day in five seconds.
    with Simulator("--time-scale", "17280") as running, running.openai() as client, running.http() as http:
        expired = ended(client, half_done(client, http))
        assert expired.status == "expired"
        assert expired.completed_at is None
        assert expired.expires_at <= expired.finalizing_at <= expired.expired_at
        check_half_done(client, expired, "batch_expired")
        with pytest.raises(openai.ConflictError):
            client.batches.cancel(expired.id)


def test_a_batch_that_has_ended_is_not_cancelled(openai_client):
    done = ended(openai_client, start(openai_client, [line(1)]))
    with pytest.raises(openai.ConflictError):
        openai_client.batches.cancel(done.id)


def test_batches_are_listed(openai_client):
    made = [start(openai_client, [line(1)]).id for _ in range(3)]
    assert [batch.id for batch in openai_client.batches.list(limit=2)][:3] == made[::-1]


BAD_INPUTS = {
    "nothing": (b"\n\n", "empty_file", None),
    "no JSON": (b'{"custom_id": "a"\n', "invalid_json_line", 1),
    "no object": (b"[]", "invalid_json_line", 1),
    "no id": ([{"method": "POST", "url": "/v1/chat/completions", "body": {}}], "missing_required_parameter", 1),
    "no body": ([{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions"}], "missing_required_parameter", 1),
    "another method": ([line(1) | {"method": "GET"}], "invalid_method", 1),
    "another address": ([line(1), line(2) | {"url": "/v1/embeddings"}], "invalid_url", 2),
    "an id twice": ([line(1), line(1)], "duplicate_custom_id", 2),
    "two models": ([line(1), line(2, model="gpt-4o")], "mismatched_model", 2),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_a_batch_with_bad_input_fails_and_says_where(openai_client, name):
    content, code, number = BAD_INPUTS[name]
    failed = ended(openai_client, start(openai_client, content))
    assert failed.status == "failed"
    assert failed.output_file_id is None
    assert [(error.code, error.line) for error in failed.errors.data] == [(code, number)]


def test_bad_batches_are_refused(openai_client, simulator):
    file = upload(openai_client, [line(1)]).id
    other = upload(openai_client, b"x", purpose="user_data").id
    good = {"input_file_id": file, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
    bad = [({"input_file_id": "file-no"}, "input_file_id"), ({"input_file_id": other}, "input_file_id"),
           ({"endpoint": "/v1/magic"}, "endpoint"), ({"completion_window": "1h"}, "completion_window"),
           ({"input_file_id": None}, "input_file_id"), ({"metadata": 1}, "metadata"), ({"more": 1}, "more")]
    with simulator.http() as http:
        for change, param in bad:
            reply = http.post("/v1/batches", json=good | change)
            assert reply.status_code == 400, reply.text
            assert reply.json()["error"]["param"] == param
        assert http.get("/v1/batches/batch_no").status_code == 404
        assert http.post("/v1/batches/batch_no/cancel").status_code == 404
