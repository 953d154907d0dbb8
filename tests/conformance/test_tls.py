"""The official SDK over https, with the certificate verified: one that the simulator makes, and one that is given."""

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import urllib.request
from pathlib import Path

import httpx
import openai
import pytest
from simulator import Simulator, clean_environment

MESSAGES = [{"role": "user", "content": "Why is the sky blue?"}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tls")


@pytest.fixture(scope="module")
def certificate(folder):
    return folder / "made.pem"


@pytest.fixture(scope="module")
def simulator(certificate):
    with Simulator("--tls-self-signed", "--tls-cert-out", str(certificate)) as running:
        running.url = f"https://localhost:{running.port}"
        yield running


def trusting(certificate) -> ssl.SSLContext:
    """What verify= takes; strict, as Python is from version 3.13 on."""
    context = ssl.create_default_context(cafile=str(certificate))
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def ask(client, **options):
    return client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=20, **options)


def check_replies(client):
    assert ask(client).usage.completion_tokens == 20
    chunks = list(ask(client, stream=True))
    assert len([chunk for chunk in chunks if chunk.choices[0].delta.content]) == 20
    assert [model for model in client.models.list()]
    with pytest.raises(openai.BadRequestError, match="max_tokens"):
        client.chat.completions.create(model="gpt-4o", messages=MESSAGES, max_tokens=-1)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_the_sdk_with_a_certificate_that_it_is_told_to_trust(simulator, certificate, host):
    with httpx.Client(verify=trusting(certificate)) as transport, simulator.openai(
            base_url=f"https://{host}:{simulator.port}/v1", http_client=transport) as client:
        check_replies(client)


def test_azure(simulator, certificate):
    with httpx.Client(verify=trusting(certificate)) as transport, simulator.azure(http_client=transport) as client:
        assert ask(client).usage.completion_tokens == 20


def test_many_at_once(simulator, certificate):
    async def ask_all() -> list:
        async with httpx.AsyncClient(verify=trusting(certificate)) as transport, simulator.async_openai(
                http_client=transport) as client:
            return await asyncio.gather(*(ask(client) for _ in range(50)))

    assert [reply.usage.completion_tokens for reply in asyncio.run(ask_all())] == [20] * 50


def test_the_environment_is_enough(simulator, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with simulator.openai() as client:
        check_replies(client)
    with urllib.request.urlopen(f"{simulator.url}/health") as reply:
        assert reply.status == 200


def test_who_does_not_trust_the_certificate_gets_no_connection(simulator):
    with simulator.openai() as client, pytest.raises(openai.APIConnectionError) as refused:
        ask(client)
    assert "CERTIFICATE_VERIFY_FAILED" in str(refused.value.__cause__)


def test_node_trusts_it_by_its_environment(simulator, certificate):
    node = shutil.which("node")
    assert node, "node is missing"
    script = f"fetch('{simulator.url}/health').then(async reply => console.log(await reply.text()))"
    shown = subprocess.run([node, "-e", script], env=clean_environment(NODE_EXTRA_CA_CERTS=str(certificate)),
                           capture_output=True, text=True, timeout=60)
    assert shown.stdout.strip() == '{"status":"ok"}', shown.stderr


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions_and_protocols(simulator, certificate, version):
    context = trusting(certificate)
    context.minimum_version = context.maximum_version = version
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", simulator.port)) as plain, context.wrap_socket(
            plain, server_hostname="localhost") as connection:
        assert connection.version() == version.name.replace("_", ".")
        assert connection.selected_alpn_protocol() == "http/1.1"


def test_a_session_is_resumed(simulator, certificate):
    context = trusting(certificate)
    context.maximum_version = ssl.TLSVersion.TLSv1_2  # its ticket comes with the handshake
    session, reused = None, []
    for _ in range(2):
        with socket.create_connection(("127.0.0.1", simulator.port)) as plain, context.wrap_socket(
                plain, server_hostname="localhost", session=session) as connection:
            reused.append(connection.session_reused)
            session = connection.session
    assert reused == [False, True]


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True, text=True)


@pytest.mark.parametrize("kind", ["rsa:2048", "ec", "ed25519"])
def test_a_certificate_of_an_authority_of_ones_own(folder, kind):
    """An authority, and a certificate that it issues, with the keys that people have."""
    authority, key, request, leaf = (str(folder / f"{kind[:2]}-{name}.pem") for name in ("ca", "key", "request", "leaf"))
    algorithm = ["-newkey", kind] + (["-pkeyopt", "ec_paramgen_curve:P-256"] if kind == "ec" else [])
    openssl("req", "-x509", *algorithm, "-nodes", "-keyout", f"{authority}.key", "-out", authority, "-subj", "/CN=Test CA",
            "-days", "2", "-addext", "keyUsage=critical,keyCertSign")
    openssl("req", *algorithm, "-nodes", "-keyout", key, "-out", request, "-subj", "/CN=localhost")
    extensions = folder / "extensions"
    extensions.write_text("subjectAltName=DNS:localhost\nauthorityKeyIdentifier=keyid\n")
    openssl("x509", "-req", "-in", request, "-CA", authority, "-CAkey", f"{authority}.key", "-out", leaf, "-days", "2",
            "-extfile", str(extensions))
    with Simulator(SIMULATOR_TLS_CERT=leaf, SIMULATOR_TLS_KEY=key) as running:
        running.url = f"https://localhost:{running.port}"
        with httpx.Client(verify=trusting(authority)) as transport, running.openai(http_client=transport) as client:
            check_replies(client)


def test_a_certificate_that_is_made_as_the_documentation_says(folder):
    page = (Path(__file__).parents[2] / "docs" / "getting-started.md").read_text()
    command = re.search(r"^openssl req .*\\\n.*$", page, re.MULTILINE)[0]
    subprocess.run(command, shell=True, cwd=folder, check=True, capture_output=True)
    with Simulator("--tls-cert", str(folder / "server.pem"), "--tls-key", str(folder / "server-key.pem")) as running:
        running.url = f"https://localhost:{running.port}"
        with httpx.Client(verify=trusting(folder / "server.pem")) as transport, running.openai(
                http_client=transport) as client:
            assert ask(client).usage.completion_tokens == 20


def test_a_key_with_a_passphrase_is_refused(folder):
    key, leaf = str(folder / "locked-key.pem"), str(folder / "locked.pem")
    openssl("req", "-x509", "-newkey", "rsa:2048", "-passout", "pass:secret", "-keyout", key, "-out", leaf, "-subj",
            "/CN=localhost", "-days", "2")
    with pytest.raises(RuntimeError, match="the key is encrypted; give one without a passphrase") as refused:
        with Simulator("--tls-cert", leaf, "--tls-key", key):
            pass
    assert "PRIVATE" not in str(refused.value)
