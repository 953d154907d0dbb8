"""Benchmark files, an older form of `oaisim-load run --config`, run unchanged and count what the server counts."""

import json
from pathlib import Path

import pytest
from load_runs import oaisim_load, read_json, server_counts, settled_counts
from scripted_server import ScriptedServer
from simulator import KEY

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
RECORDS = 3


def example(name: str, url: str, **changes) -> dict:
    file = json.loads((EXAMPLES / f"benchmark-{name}-api.json").read_text())
    assert file["auth_token"] == KEY
    return {**file, "endpoint": file["endpoint"].replace("http://localhost:8000", url), **changes}


def run(folder: Path, file: dict, *flags: str, code=0) -> tuple[dict, str]:
    """The result document, and what was printed."""
    config, report = folder / "config.json", folder / "result.json"
    config.write_text(json.dumps(file))
    done = oaisim_load("run", "--config", config, "--json", report, *flags, code=code, cwd=folder)
    return read_json(report) if code == 0 else {}, done.stdout + done.stderr


def succeeded(result: dict) -> int:
    counts = result["requests"]["whole_run"]
    assert counts["succeeded"] == counts["total"]
    return counts["total"]


def test_a_system_api_gets_each_record_once(simulator, tmp_path):
    before = server_counts(simulator.url, "gpt-4o")
    result, _ = run(tmp_path, example("system", simulator.url))
    counts = settled_counts(simulator.url, before["replies"] + RECORDS, "gpt-4o")
    assert succeeded(result) == RECORDS == counts["replies"] - before["replies"]
    assert counts["completion"] - before["completion"] == 8 * RECORDS  # what json_path picked was understood
    assert result["plan"]["load"]["users"] == 2
    assert result["plan"]["load"]["requests"] == RECORDS


def test_a_system_api_need_not_be_a_model(tmp_path):
    with ScriptedServer() as server:
        result, _ = run(tmp_path, example("system", server.url, dataset=["plain", {"a": 1}], auth_token=""))
        assert succeeded(result) == len(server.arrivals) == 2


def test_an_llm_api_is_ramped_for_as_long_as_the_file_says(simulator, tmp_path):
    before = server_counts(simulator.url, "gpt-4o")
    result, _ = run(tmp_path, example("llm", simulator.url, ramp_duration_seconds=1))
    sent = succeeded(result)
    counts = settled_counts(simulator.url, before["replies"] + sent, "gpt-4o")
    assert sent == counts["replies"] - before["replies"] > RECORDS
    assert counts["completion"] - before["completion"] == 8 * sent
    load = result["plan"]["load"]
    assert (load["duration_s"], load["requests"]) == (1, None)
    assert (load["stages"][0]["from"], load["stages"][0]["to"]) == (1, 4)


@pytest.mark.parametrize("provider,model,endpoint", [("azure", "gpt-4o", ""), ("openai", "gpt-4o", "/v1"),
                                                     ("anthropic", "claude-sonnet-4-5", ""),
                                                     ("openai", "gpt-4.1", "/v1/responses")])
def test_each_provider_has_its_own_addresses(simulator, tmp_path, provider, model, endpoint):
    file = example("llm", simulator.url + endpoint, provider=provider, model=model, enable_ramping=False,
                   json_path="", dataset=["one", "two"])
    assert succeeded(run(tmp_path, file)[0]) == 2


def test_flags_win_and_a_dataset_may_be_a_file(simulator, tmp_path):
    (tmp_path / "data.jsonl").write_text('{"question": "why?"}\n{"question": "how?"}\n')
    file = example("llm", simulator.url, enable_ramping=False, dataset={"path": "data.jsonl", "format": "jsonl"})
    assert succeeded(run(tmp_path, file)[0]) == 2
    assert succeeded(run(tmp_path, file, "--passes", "3")[0]) == 6
    assert succeeded(run(tmp_path, file, "--requests", "5")[0]) == 5


def test_what_is_wrong_is_told_by_its_key(tmp_path):
    _, told = run(tmp_path, example("llm", "http://localhost:1", max_lood=4), code=2)
    assert "'max_lood' is no key" in told and "max_load" in told
    _, told = run(tmp_path, example("llm", "http://localhost:1", timeout="soon"), code=2)
    assert "'timeout': expected a number of seconds" in told
