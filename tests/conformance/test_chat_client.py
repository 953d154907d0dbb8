"""oaisim-chat against the simulator: its modes, its messages, its exit codes."""

import subprocess

import pytest
from simulator import KEY, Simulator, clean_environment, program


@pytest.fixture
def chat(simulator, tmp_path):
    """Runs the program with the simulator's address in its environment."""

    def run(*arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess:
        variables = {"TEST_OPENAI_ENDPOINT": simulator.url, "TEST_OPENAI_KEY": KEY, "TEST_OPENAI_DEPLOYMENT": "gpt-4o"}
        finished = subprocess.run(
            [program("OAISIM_CHAT_PROGRAM"), *arguments], input=typed, text=True, capture_output=True, timeout=120,
            cwd=tmp_path, env=clean_environment(**{**variables, **environment}))
        assert KEY not in finished.stdout + finished.stderr
        return finished

    return run


def test_one_answer(chat):
    finished = chat("--max-tokens", "7", "chat", "Say", "something")
    assert finished.returncode == 0, finished.stderr
    assert "+ 7 completion" in finished.stdout


@pytest.mark.parametrize("mode", ["chatbot", "chatbot-stream"])
def test_a_loop_ends_with_its_input(chat, mode):
    finished = chat("--max-tokens", "5", mode, typed="One\nTwo\n")
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("+ 5 completion") == 2


def test_the_openai_address_by_model(chat):
    finished = chat("--model", "gpt-4o", "--max-tokens", "5", "chat-stream")
    assert finished.returncode == 2
    assert "chatbot-stream" in finished.stderr
    assert chat("--model", "gpt-4o", "--max-tokens", "5").returncode == 0


def test_variables_from_a_dotenv_file(chat, simulator, tmp_path):
    (tmp_path / ".env").write_text(
        f"TEST_OPENAI_ENDPOINT={simulator.url}\nTEST_OPENAI_KEY={KEY}\nTEST_OPENAI_DEPLOYMENT=gpt-4o\n")
    finished = subprocess.run([program("OAISIM_CHAT_PROGRAM")], text=True, capture_output=True, timeout=120, cwd=tmp_path,
                              env=clean_environment(), stdin=subprocess.DEVNULL)
    assert finished.returncode == 0, finished.stderr


def test_the_local_simulator(chat, simulator):
    finished = chat("--local", "--max-tokens", "5", SIMULATOR_API_KEY=KEY, SIMULATOR_PORT=str(simulator.port),
                    TEST_OPENAI_ENDPOINT="http://127.0.0.1:1", TEST_OPENAI_KEY="other")
    assert finished.returncode == 0, finished.stderr


def test_failures_say_what_to_do(chat):
    refused = chat(TEST_OPENAI_ENDPOINT="http://127.0.0.1:1")
    assert refused.returncode == 3
    assert "cannot connect to http://127.0.0.1:1" in refused.stderr
    unauthorised = chat(TEST_OPENAI_KEY="a-wrong-secret")
    assert unauthorised.returncode == 1
    assert "TEST_OPENAI_KEY" in unauthorised.stderr
    assert "a-wrong-secret" not in unauthorised.stderr


def test_limits_and_missing_deployments(tmp_path):
    config = tmp_path / "deployments.json"
    config.write_text('{"tiny": {"model": "gpt-4o", "tokensPerMinute": 10}}')
    with Simulator(ALLOW_UNDEFINED_OPENAI_DEPLOYMENTS="false", OPENAI_DEPLOYMENT_CONFIG_PATH=str(config)) as simulator:
        def run(deployment: str, mode: str) -> subprocess.CompletedProcess:
            return subprocess.run(
                [program("OAISIM_CHAT_PROGRAM"), "--endpoint", simulator.url, "--key", KEY, "--deployment", deployment,
                 "--max-tokens", "100", mode], input="Hello\n", text=True, capture_output=True, timeout=120,
                cwd=tmp_path, env=clean_environment())

        for mode in ("chat", "chatbot", "chatbot-stream"):
            limited = run("tiny", mode)
            assert limited.returncode == 4, limited.stderr
            assert "429" in limited.stderr
            missing = run("nowhere", mode)
            assert missing.returncode == 1
            assert "404" in missing.stderr
            assert "TEST_OPENAI_DEPLOYMENT" in missing.stderr
