"""The official SDK's images: generations, edits and variations, on both services; Pillow judges the files."""

import base64
import io
import json

import httpx
import openai
import pytest
from media import form, png, post_form
from PIL import Image
from simulator import KEY, Simulator

PROMPT = "A red fox in the snow"
ONE_PIXEL = "data:image/png;base64," + base64.b64encode(png(1, 1)).decode()


@pytest.fixture
def http(simulator):
    with simulator.http() as client:
        yield client


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def from_base64(picture) -> Image.Image:
    return opened(base64.b64decode(picture.b64_json))


def source(width: int = 64, height: int = 64, name: str = "image.png") -> tuple:
    return (name, png(width, height), "image/png")


@pytest.mark.parametrize(("model", "size"), [
    ("dall-e-2", "256x256"), ("dall-e-2", "512x512"), ("dall-e-2", "1024x1024"), ("dall-e-3", "1792x1024"),
    ("dall-e-3", "1024x1792")])
def test_a_link_gives_a_picture_of_the_size_without_a_key(openai_client, model, size):
    [picture] = openai_client.images.generate(model=model, prompt=PROMPT, size=size).data
    assert picture.b64_json is None and (picture.revised_prompt is not None) == (model == "dall-e-3")
    reply = httpx.get(picture.url, trust_env=False)
    assert reply.status_code == 200 and reply.headers["content-type"] == "image/png"
    image = opened(reply.content)
    assert image.format == "PNG" and f"{image.width}x{image.height}" == size
    assert len(image.convert("RGB").getcolors(10_000)) > 1


def test_the_prompt_decides_the_picture(openai_client):
    def picture(prompt: str, index: int = 0) -> str:
        return openai_client.images.generate(model="dall-e-2", prompt=prompt, n=2, response_format="b64_json",
                                             size="256x256").data[index].b64_json
    assert picture("a") == picture("a") != picture("b")
    assert picture("a", 0) != picture("a", 1)


def test_links_end_when_there_is_no_room():
    with Simulator("--max-stored-bytes", "65536") as simulator, simulator.openai() as client:
        links = [picture.url for i in range(20)
                 for picture in client.images.generate(prompt=str(i), n=10, model="dall-e-2").data]
        statuses = [httpx.get(link, trust_env=False).status_code for link in (links[0], links[-1])]
        assert statuses == [404, 200]
        assert httpx.get(links[-1][:-5] + "x.png", trust_env=False).status_code == 404


def test_a_link_names_the_server_as_the_caller_did(simulator):
    headers = {"authorization": f"Bearer {KEY}", "host": "simulator.example:81"}
    reply = httpx.post(f"{simulator.url}/v1/images/generations", json={"prompt": PROMPT}, headers=headers, trust_env=False)
    assert reply.json()["data"][0]["url"].startswith("http://simulator.example:81/v1/images/files/img-")


@pytest.mark.parametrize(("name", "pillow"), [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")])
def test_gpt_image_formats(openai_client, name, pillow):
    more = {} if name == "png" else {"output_compression": 50}
    reply = openai_client.images.generate(model="gpt-image-1", prompt=PROMPT, size="1536x1024", output_format=name,
                                          quality="low", n=2, **more)
    assert (reply.size, reply.quality, reply.output_format, reply.background) == ("1536x1024", "low", name, "opaque")
    for picture in reply.data:
        image = from_base64(picture)
        assert picture.url is None and image.format == pillow and image.size == (1536, 1024)
    assert reply.usage.output_tokens == 2 * 400
    assert reply.usage.input_tokens == reply.usage.input_tokens_details.text_tokens == 6
    assert reply.usage.total_tokens == 806


def test_transparent(openai_client):
    def alphas(**fields):
        [picture] = openai_client.images.generate(model="gpt-image-1", prompt=PROMPT, **fields).data
        return {pixel for _, pixel in from_base64(picture).convert("RGBA").getchannel("A").getcolors()}
    assert alphas(background="transparent") == {0, 255}
    assert alphas(background="transparent", output_format="webp") == {0, 255}
    assert alphas() == {255}


@pytest.mark.parametrize(("model", "size", "quality", "tokens"), [
    ("gpt-image-1", "auto", "auto", 1056), ("gpt-image-1-mini", "1024x1536", "high", 6240),
    ("gpt-image-2", "1024x1024", "high", 7024), ("gpt-image-2", "1536x1024", "high", 5488)])
def test_tokens_are_those_of_the_published_tables(openai_client, model, size, quality, tokens):
    assert openai_client.images.generate(model=model, prompt=PROMPT, size=size,
                                         quality=quality).usage.output_tokens == tokens


def test_stream(openai_client):
    fields = {"model": "gpt-image-1", "prompt": PROMPT, "stream": True}
    events = list(openai_client.images.generate(**fields, partial_images=2))
    assert [event.type for event in events] == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert [event.partial_image_index for event in events[:2]] == [0, 1]
    assert {from_base64(event).size for event in events} == {(1024, 1024)}
    assert len({event.b64_json for event in events}) == 3
    assert events[-1].usage.output_tokens == 1056 + 200
    assert [event.type for event in openai_client.images.generate(**fields)] == ["image_generation.completed"]
    whole = openai_client.images.generate(**fields | {"stream": False})
    assert events[-1].b64_json == whole.data[0].b64_json


def test_edits(openai_client):
    reply = openai_client.images.edit(model="gpt-image-1", prompt=PROMPT, image=source(), mask=source(),
                                      input_fidelity="high")
    assert from_base64(reply.data[0]).size == (1024, 1024)
    assert reply.usage.input_tokens_details.image_tokens == 65 + 129 + 4160
    several = openai_client.images.edit(model="gpt-image-1", prompt=PROMPT, image=[source(), source(64, 128)])
    assert several.usage.input_tokens_details.image_tokens == 2 * 65 + 3 * 129
    assert several.data[0].b64_json != reply.data[0].b64_json
    events = list(openai_client.images.edit(model="gpt-image-1", prompt=PROMPT, image=source(), stream=True,
                                            partial_images=1))
    assert [event.type for event in events] == ["image_edit.partial_image", "image_edit.completed"]
    small = openai_client.images.edit(model="dall-e-2", prompt=PROMPT, image=source(), size="256x256", n=3)
    assert len({picture.url for picture in small.data}) == 3


def test_edits_as_json(http):
    body = {"model": "gpt-image-1", "prompt": PROMPT, "images": [{"image_url": ONE_PIXEL}, {"file_id": "file-1"}],
            "mask": {"image_url": ONE_PIXEL}}
    reply = http.post("/v1/images/edits", json=body)
    assert reply.status_code == 200 and reply.json()["data"][0]["b64_json"]
    for wrong, param in (({"images": []}, "images"), ({"images": [{}]}, "images[0]"),
                         ({"images": [{"image_url": "data:x"}]}, "images[0]"), ({"image": "x"}, "image"),
                         ({"images": [{"image_url": ONE_PIXEL}] * 17}, "images")):
        error = http.post("/v1/images/edits", json=body | wrong)
        assert error.status_code == 400 and error.json()["error"]["param"] == param, wrong


def test_variations(openai_client):
    pictures = openai_client.images.create_variation(image=source(), n=2, size="256x256", response_format="b64_json").data
    assert [from_base64(picture).size for picture in pictures] == [(256, 256)] * 2
    other = openai_client.images.create_variation(image=source(32, 32), size="256x256", response_format="b64_json").data
    assert other[0].b64_json != pictures[0].b64_json


def test_azure(azure_client, http):
    assert from_base64(azure_client.images.generate(model="gpt-image-1", prompt=PROMPT).data[0])
    assert azure_client.images.generate(model="dall-e-3", prompt=PROMPT).data[0].url.endswith(".png")
    assert azure_client.images.edit(model="gpt-image-1", prompt=PROMPT, image=source()).data[0].b64_json
    assert http.post("/openai/v1/images/generations", json={"model": "gpt-image-1", "prompt": PROMPT}).status_code == 200
    refused = http.post("/openai/deployments/gpt-4o/images/generations?api-version=2024-10-21", json={"prompt": PROMPT})
    assert refused.status_code == 400 and refused.json()["error"]["code"] == "OperationNotSupported"


@pytest.mark.parametrize(("fields", "param", "code", "message"), [
    ({"prompt": None}, "prompt", "invalid_type", "expected a string"),
    ({"prompt": ""}, "prompt", "string_below_min_length", "minimum length 1"),
    ({"prompt": "x" * 1001}, "prompt", "string_above_max_length", "maximum length 1000"),
    ({"prompt": "x" * 32001, "model": "gpt-image-1"}, "prompt", "string_above_max_length", "maximum length 32000"),
    ({"n": 0}, "n", "integer_below_min_value", ">= 1"),
    ({"n": 11}, "n", "integer_above_max_value", "<= 10"),
    ({"n": 2, "model": "dall-e-3"}, "n", "integer_above_max_value", "<= 1"),
    ({"n": "2"}, "n", "invalid_type", "expected an integer"),
    ({"size": "1792x1024"}, "size", "invalid_value", "'1024x1024', '256x256', and '512x512'"),
    ({"size": "256x256", "model": "gpt-image-1"}, "size", "invalid_value", "'1024x1536'"),
    ({"size": "1000x1000", "model": "gpt-image-2"}, "size", "invalid_value", "divisible by 16"),
    ({"size": "3840x3840", "model": "gpt-image-2"}, "size", "invalid_value", "8294400"),
    ({"size": "99999999999999999999x16", "model": "gpt-image-2"}, "size", "invalid_value", "WIDTHxHEIGHT"),
    ({"size": "large", "model": "unlisted"}, "size", "invalid_value", "WIDTHxHEIGHT"),
    ({"quality": "hd"}, "quality", "invalid_value", "'standard'"),
    ({"quality": "hd", "model": "gpt-image-1"}, "quality", "invalid_value", "'low', 'medium', 'high', and 'auto'"),
    ({"style": "vivid"}, "style", "unknown_parameter", "Unknown parameter: 'style'."),
    ({"response_format": "url", "model": "gpt-image-1"}, "response_format", "unknown_parameter", "Unknown parameter"),
    ({"background": "opaque"}, "background", "unknown_parameter", "Unknown parameter"),
    ({"stream": True}, "stream", "unknown_parameter", "Unknown parameter"),
    ({"background": "transparent", "output_format": "jpeg", "model": "gpt-image-1"}, "background", "invalid_value", "JPEG"),
    ({"output_compression": 50, "model": "gpt-image-1"}, "output_compression", "invalid_value", "PNG"),
    ({"partial_images": 4, "model": "gpt-image-1"}, "partial_images", "integer_above_max_value", "<= 3"),
    ({"model": "gpt-4o"}, "model", "invalid_value", "'dall-e-2', 'dall-e-3', 'gpt-image-1'"),
    ({"seed": 1}, "seed", "unknown_parameter", "Unknown parameter: 'seed'."),
])
def test_bad_generations(http, fields, param, code, message):
    reply = http.post("/v1/images/generations", json={"prompt": PROMPT, "model": "dall-e-2"} | fields)
    assert reply.status_code == 400, reply.text[:300]
    error = reply.json()["error"]
    assert (error["param"], error["code"]) == (param, code) and message in error["message"]


@pytest.mark.parametrize(("fields", "param", "code", "message"), [
    ({"image": ("a.txt", b"x", "text/plain")}, "image", "unsupported_file_mimetype",
     "unsupported mimetype ('text/plain'). Supported file formats are 'image/png'."),
    ({"image": ("a.png", b"not one", "image/png")}, "image", None, "must be a PNG and less than 4 MB"),
    ({"image": ("a.png", png(8, 8) + bytes(4 << 20), "image/png")}, "image", None, "must be a PNG and less than 4 MB"),
    ({"image": source(64, 32)}, "image", None, "square"),
    ({"mask": source(32, 32)}, "mask", "invalid_mask_image_format", "mask size does not match image size"),
    ({"mask": ("a.png", b"", "image/png")}, "mask", "invalid_mask_image_format", "must be a PNG"),
    ({"model": "dall-e-3"}, "model", "invalid_value", "'gpt-image-1'"),
    ({"model": "gpt-image-1", "image": [source(), ("a.gif", b"GIF89a", "image/gif")]}, "image[1]",
     "unsupported_file_mimetype", "'image/jpeg', 'image/png', and 'image/webp'"),
    ({"model": "gpt-image-1", "image": ("a.png", b"", "image/png")}, "image", "invalid_image_file", "check your image"),
    ({"prompt": ""}, "prompt", "string_below_min_length", "minimum length 1"),
    ({"n": 11}, "n", "integer_above_max_value", "<= 10"),
])
def test_bad_edits(openai_client, fields, param, code, message):
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.images.edit(**({"model": "dall-e-2", "prompt": PROMPT, "image": source()} | fields))
    assert (caught.value.param, caught.value.code) == (param, code) and message in caught.value.body["message"]


def test_bad_forms(http):
    for path in ("/v1/images/edits", "/v1/images/variations"):
        whole = form(("prompt", None, b"x"), ("image", "a.png", png(8, 8)))
        for size in (0, 30, len(whole) - 5):
            reply = post_form(http, path, whole[:size])
            assert reply.status_code == 400 and "final boundary" in reply.json()["error"]["message"]
    missing = post_form(http, "/v1/images/edits", form(("prompt", None, b"x"))).json()["error"]
    assert missing["message"] == "Missing required parameter: 'image'."
    text = post_form(http, "/v1/images/edits", form(("prompt", None, b"x"), ("image", None, b"x"))).json()["error"]
    assert text["message"] == "Invalid type for 'image': expected one of a file or an array, but got a string instead."
    untyped = post_form(http, "/v1/images/edits", form(("prompt", None, b"x"), ("image", "a.png", png(8, 8))))
    assert untyped.json()["error"]["code"] == "missing_file_mimetype"
    many = form(("prompt", None, b"x"), *[("image[]", "a.png", b"x")] * 17)
    assert "maximum length 16" in post_form(http, "/v1/images/edits", many).json()["error"]["message"]
    assert http.post("/v1/images/variations", json={}).json()["error"]["code"] == "unsupported_content_type"


def test_images_take_their_time():
    with Simulator("--time-scale", "10000", LATENCY_OPENAI_IMAGES_MEAN="1000000") as simulator, \
            simulator.http() as http:
        reply = http.post("/v1/images/generations", json={"prompt": PROMPT, "model": "dall-e-2", "n": 2, "size": "256x256"})
        assert int(reply.headers["openai-processing-ms"]) >= 2_000_000
        body = {"prompt": PROMPT, "model": "gpt-image-1", "stream": True, "partial_images": 3}
        with http.stream("POST", "/v1/images/generations", json=body) as stream:
            events = [json.loads(line.removeprefix("data: ")) for line in stream.iter_lines() if line.startswith("data: ")]
        assert len(events) == 4
