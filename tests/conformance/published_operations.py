"""The operations whose requests are generated: what is around a generated field, and which requests are refused.

Expressions are searched in a place (see request_corpus.py).  Texts that begin with `$` are things that a test makes:
`$chat`, `$response` and `$item` are ids of what is stored, `$batch_file` and `$user_file` those of files, `$wav` and
`$png` the content of files in a form.
"""

from dataclasses import dataclass, field

IMAGE_URL = "https://example.com/a.png"
EMPTY_OBJECT = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
QUESTION = {"role": "user", "content": "Why is the sky blue? Answer in json."}


@dataclass(frozen=True)
class Refusal:
    """What the real service refuses although the description allows it."""

    places: str
    param: str | None
    reason: str


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str  # as the description has it
    content: str = "json"  # or form, or query
    base: dict = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)  # at places where a generated one means nothing
    beside: tuple[tuple[str, dict], ...] = ()  # fields that a place needs, or another value of a base's field
    refusals: tuple[Refusal, ...] = ()
    uncovered: dict[str, str] = field(default_factory=dict)  # places that cannot be sent, and why
    streams: bool = False
    done: bool = False  # a stream ends with [DONE]
    not_json: str | None = None  # places whose whole replies are text or audio, which the description leaves open


CHAT_CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
CHAT_CUSTOM_CALL = {"id": "call_2", "type": "custom", "custom": {"name": "c", "input": "text"}}
CHAT_TOOLS = {"tools": [{"type": "function", "function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}]}

CHAT = Operation(
    "chat", "post", "/chat/completions", streams=True, done=True,
    base={"model": "gpt-4o", "messages": [QUESTION]},
)
COMPLETIONS = Operation(
    "completions", "post", "/completions", streams=True, done=True,
    base={"model": "gpt-3.5-turbo-instruct", "prompt": "Say", "max_tokens": 2},
)
EMBEDDINGS = Operation(
    "embeddings", "post", "/embeddings", base={"model": "text-embedding-3-small", "input": "one"},
)
RESPONSES = Operation(
    "responses", "post", "/responses", streams=True,
    base={"model": "gpt-4o", "input": "Answer in json."},
)
INPUT_TOKENS = Operation(
    "input_tokens", "post", "/responses/input_tokens", base={"model": "gpt-4o", "input": "Hi"},
)
TRANSCRIPTIONS = Operation(
    "transcriptions", "post", "/audio/transcriptions", content="form", streams=True,
    base={"model": "gpt-4o-transcribe", "file": "$wav"},
)
TRANSLATIONS = Operation(
    "translations", "post", "/audio/translations", content="form", base={"model": "whisper-1", "file": "$wav"},
)
SPEECH = Operation(
    "speech", "post", "/audio/speech", base={"model": "gpt-4o-mini-tts", "input": "Hi", "voice": "coral"},
)
GENERATIONS = Operation(
    "image_generations", "post", "/images/generations", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "quality": "low"},
)
EDITS = Operation(
    "image_edits_form", "post", "/images/edits", content="form", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "image": "$png", "quality": "low"},
)
JSON_EDITS = Operation(
    "image_edits", "post", "/images/edits", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "images": [{"image_url": IMAGE_URL}], "quality": "low"},
)
VARIATIONS = Operation(
    "image_variations", "post", "/images/variations", content="form",
    base={"image": "$png", "size": "256x256"},
)
MODERATIONS = Operation("moderations", "post", "/moderations", base={"input": "kill"})
FILES = Operation("files", "post", "/files", content="form", base={"file": "$jsonl", "purpose": "batch"})
FILE_LIST = Operation("file_list", "get", "/files", content="query")
BATCHES = Operation(
    "batches", "post", "/batches",
    base={"input_file_id": "$batch_file", "endpoint": "/v1/chat/completions", "completion_window": "24h"},
)
BATCH_LIST = Operation("batch_list", "get", "/batches", content="query")
STORED_CHATS = Operation("stored_chats", "get", "/chat/completions", content="query")
STORED_CHAT = Operation("stored_chat_update", "post", "/chat/completions/{completion_id}")
STORED_MESSAGES = Operation("stored_messages", "get", "/chat/completions/{completion_id}/messages", content="query")
STORED_RESPONSE = Operation("stored_response", "get", "/responses/{response_id}", content="query")
INPUT_ITEMS = Operation("input_items", "get", "/responses/{response_id}/input_items", content="query")

OPERATIONS = (CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES, INPUT_TOKENS, TRANSCRIPTIONS, TRANSLATIONS, SPEECH, GENERATIONS,
              EDITS, JSON_EDITS, VARIATIONS, MODERATIONS, FILES, FILE_LIST, BATCHES, BATCH_LIST, STORED_CHATS, STORED_CHAT,
              STORED_MESSAGES, STORED_RESPONSE, INPUT_ITEMS)
