"""Audio and images that tests send, and what public decoders say of those that come back."""

import io
import struct

import av
import httpx
from PIL import Image

BOUNDARY = "0123456789abcdef"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


def wav(seconds: float, rate: int = 16000) -> bytes:
    """Mono, 16 bits, silent."""
    size = int(seconds * rate) * 2
    return struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", size + 36, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16,
                       b"data", size) + bytes(size)


def form(*parts: tuple[str, str | None, bytes]) -> bytes:
    """Of (name, file name, content)."""
    body = b""
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n'.encode() + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def post_form(http: httpx.Client, path: str, body: bytes) -> httpx.Response:
    return http.post(path, content=body, headers={"content-type": FORM})


def decoded_audio(data: bytes, container: str) -> tuple[float, int, int]:
    """Seconds of audio, its rate and its loudest sample, by FFmpeg; every frame must decode."""
    samples, rate, peak = 0, 0, 0.0
    with av.open(io.BytesIO(data), format=container) as file:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=24000)
        for frame in file.decode(audio=0):
            rate = frame.sample_rate
            for part in resampler.resample(frame):
                samples += part.samples
                peak = max(peak, max(map(abs, memoryview(bytes(part.planes[0])[: part.samples * 2]).cast("h"))))
    return samples / 24000, rate, peak


def png(width: int, height: int, mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height)).save(out, "PNG")
    return out.getvalue()
