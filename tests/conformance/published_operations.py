"""The operations whose requests are generated: what is around a generated field, and which requests are refused.

Expressions are searched in a place (see request_corpus.py).  Texts that begin with `$` are things that a test makes:
`$chat`, `$response` and `$item` are ids of what is stored, `$batch_file` and `$user_file` those of files, `$wav` and
`$png` the content of files in a form.
"""

import base64
from dataclasses import dataclass, field

from media import wav

ABSENT = "$absent"  # a field of the base that is not to be there
GENERATED = "$generated"  # where in a list the generated items go
IMAGE_URL = "https://example.com/a.png"
EMPTY_OBJECT = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
QUESTION = {"role": "user", "content": "Why is the sky blue? Answer in json."}


@dataclass(frozen=True)
class Refusal:
    """What the real service refuses although the description allows it; `param` is an expression too."""

    places: str
    param: str | None
    reason: str


@dataclass(frozen=True)
class Gap:
    """What the real service replies although the description does not say so; `problem` is what the check finds."""

    places: str
    problem: str
    reason: str


@dataclass(frozen=True)
class Lenience:
    """What is not refused, or not by the name of the field, although the description does not allow it."""

    places: str
    reason: str


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str  # as the description has it
    content: str = "json"  # or form, or query
    base: dict = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)  # see request_corpus.Generator
    also: dict[str, dict] = field(default_factory=dict)
    beside: tuple[tuple[str, dict], ...] = ()  # fields that a place needs, or another value of a base's field
    refusals: tuple[Refusal, ...] = ()
    gaps: tuple[Gap, ...] = ()
    lenient: tuple[Lenience, ...] = ()
    streams: bool = False
    whole_only: str | None = None  # places that are not also sent as a stream
    done: bool = False  # a stream ends with [DONE]
    events_of: str | None = None  # the operation whose events a stream has, where it is another's
    kept: tuple[str, ...] = ()  # where the reply can be read again, if it is stored
    not_json: str | None = None  # places whose whole replies are text or audio, which the description leaves open


TEXT = "text"  # what the generator gives to texts, and so the id of a generated call
CHAT_TOOLS = [{"type": "function", "function": {"name": "f"}}, {"type": "custom", "custom": {"name": "c"}}]
CHAT_CALL = {"role": "assistant", "tool_calls": [
    {"id": TEXT, "type": "function", "function": {"name": "f", "arguments": "{}"}}]}
CHAT_ANSWER = {"role": "tool", "tool_call_id": TEXT, "content": "Sunny"}

CHAT = Operation(
    "chat", "post", "/chat/completions", streams=True, done=True,
    base={"model": "gpt-4o", "messages": [QUESTION]},
    values={r"\.file_id": "$user_file", r"\.parameters": EMPTY_OBJECT, r"\.schema": EMPTY_OBJECT,
            r"Choice\w*>\.(function|\w+)\.name|FunctionCallOption>\.name": "f", r"ChoiceCustom>\.custom\.name": "c",
            r"\.allowed_tools\.tools": [{"type": "function", "function": {"name": "f"}}],
            r"\.input_audio\.data": base64.b64encode(wav(1)).decode()},
    also={r"PartFile>\.file": {"file_id": "$user_file"}, r"\.json_schema": {"schema": EMPTY_OBJECT}},
    beside=(
        (r"\.tool_calls\[\]", {"messages": [GENERATED, CHAT_ANSWER]}),
        (r"ToolMessage>", {"messages": [CHAT_CALL, GENERATED]}),
        (r"^\.modalities.*audio", {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "pcm16"},
                                   "model": "gpt-4o-audio-preview"}),
        (r"PartAudio>", {"model": "gpt-4o-audio-preview"}),
        (r"^\.model.*audio", {"modalities": ["text", "audio"], "audio": {"voice": "alloy", "format": "pcm16"}}),
        (r"^\.reasoning_effort", {"model": "gpt-5.6-sol"}),
        (r"^\.top_logprobs<integer>", {"logprobs": True}),
        (r"^\.stream_options<object>", {"stream": True}),
        (r"^\.(tool_choice|parallel_tool_calls)", {"tools": CHAT_TOOLS}),
        (r"^\.function_call", {"functions": [{"name": "f"}]}),
    ),
    refusals=(Refusal(r"\.input_audio\.format=mp3", "messages", "the audio that is sent is a WAV file"),),
    gaps=(Gap(r"<CustomToolChatCompletions>|ChoiceCustom>|^\.(parallel_tool_calls|tool_choice)", r"delta/tool_calls/\d+/type: 'custom' is not",
              "chunks know calls of functions only; custom tools are streamed in the same way"),),
)
COMPLETIONS = Operation(
    "completions", "post", "/completions", streams=True, done=True,
    lenient=(Lenience(r"^\.prompt is missing", "it has a default"),),
    base={"model": "gpt-3.5-turbo-instruct", "prompt": "Say", "max_tokens": 2},
    beside=((r"^\.stream_options<object>", {"stream": True}),),
    whole_only=r"^\.best_of",
)
EMBEDDINGS = Operation(
    "embeddings", "post", "/embeddings", base={"model": "text-embedding-3-small", "input": "one"},
    gaps=(Gap(r"=base64", r"/embedding: '[\w+/=]+", "an embedding is a text then"),),
)

IMAGE_OR_FILE = {r"InputImageContent>": {"image_url": IMAGE_URL}, r"InputFileContent>": {"file_id": "$user_file"},
                 r"InputImageContentParamAutoParam>": {"image_url": IMAGE_URL},
                 r"InputFileContentParam>": {"file_id": "$user_file"}}
RESPONSE_VALUES = {
    r"\.file_id(<string>)?": "$user_file", r"\.image_url(<string>)?": IMAGE_URL, r"\.previous_response_id<string>": "$response",
    r"ItemReferenceParam>\.id": "$item", r"\.tunnel_id": "tunnel_" + "a" * 32, r"\.schema": EMPTY_OBJECT,
    r"FunctionTool(Param)?>\.parameters(<(?!null)\w+>)?": EMPTY_OBJECT,
    r"<ToolChoiceFunction>\.name": "f", r"<ToolChoiceCustom>\.name": "c",
    r"<ToolChoiceAllowed>\.tools": [{"type": "function", "name": "f"}],
}
RESPONSE_BESIDE = (
    (r"<FunctionToolCall>", {"input": [GENERATED, {"type": "function_call_output", "call_id": TEXT, "output": "a"}]}),
    (r"<CustomToolCall>", {"input": [GENERATED, {"type": "custom_tool_call_output", "call_id": TEXT, "output": "a"}]}),
    (r"<FunctionCallOutputItemParam>\.call_id<string>",
     {"input": [{"type": "function_call", "call_id": TEXT, "name": "f", "arguments": "{}"}, GENERATED]}),
    (r"<CustomToolCallOutput>",
     {"input": [{"type": "custom_tool_call", "call_id": TEXT, "name": "c", "input": "a"}, GENERATED]}),
    (r"^\.reasoning.*effort", {"model": "gpt-5.6-sol"}),
    (r"^\.input<null>", {"previous_response_id": "$response"}),
    (r"^\.tool_choice", {"tools": [{"type": "function", "name": "f"}, {"type": "custom", "name": "c"}]}),
)
NOTHING_TO_SEE = Refusal(r"InputImageContent\w*>\.image_url<null>|InputFileContent\w*>\.file_id<null>",
                         r"input\[\d\]\.(content|output)\[0\]\.(image_url|file_id)",
                         "there must be something to see or to read")
NO_CONVERSATIONS = Refusal(r"^\.conversation<Conv", "conversation", "conversations are kept elsewhere: there is none")
LENIENT_INPUT = (
    Lenience(r"(EasyInputMessage|<InputMessage)>\.role is missing",
             "without a role it is no message: its content is what is named"),
    Lenience(r"AdditionalToolsItemParam>\.type is missing", "with a role it is a message, which has no tools"),
    Lenience(r"InputImageContent>\.detail is missing", "it has a default"),
    Lenience(r"OutputMessage>\.(id|status) is missing|ReasoningItem>\.id is missing",
             "items need not be those of a stored response"),
    Lenience(r"OutputTextContent>\.(annotations|logprobs) is missing", "there are none then"),
    Lenience(r"DoubleClickAction>\.keys is missing", "services before did not send it"),
    Lenience(r"<FunctionTool>\.(strict|parameters) is missing", "they have defaults"),
)
RESPONSES = Operation(
    "responses", "post", "/responses", streams=True, lenient=LENIENT_INPUT,
    base={"model": "gpt-4o", "input": "Answer in json."},
    values=RESPONSE_VALUES, also=IMAGE_OR_FILE, beside=RESPONSE_BESIDE,
    gaps=(Gap(r"<ComputerCallOutputItemParam>", r"status: 'in_progress' is not",
              "what was sent is shown, although only other statuses are listed"),),
    kept=("/responses/{response_id}", "/responses/{response_id}/input_items"),
    refusals=(Refusal(r"^\.prompt<object>", r"prompt\.id", "templates of prompts are kept elsewhere: there is none"),
              NOTHING_TO_SEE, NO_CONVERSATIONS),
)
INPUT_TOKENS = Operation(
    "input_tokens", "post", "/responses/input_tokens", lenient=LENIENT_INPUT, base={"model": "gpt-4o", "input": "Answer in json."},
    values=RESPONSE_VALUES, also=IMAGE_OR_FILE, beside=RESPONSE_BESIDE,
    refusals=(NOTHING_TO_SEE, NO_CONVERSATIONS,
              Refusal(r"^\.model<null>", "model", "a model is needed, which a conversation would have")),
)
TRANSCRIPTIONS = Operation(
    "transcriptions", "post", "/audio/transcriptions", content="form", streams=True,
    base={"model": "gpt-4o-transcribe", "file": "$wav"},
    values={r"\.file": "$wav", r"\.language": "de"},
    beside=(
        (r"=(srt|vtt|verbose_json)$", {"model": "whisper-1"}),
        (r"=diarized_json$", {"model": "gpt-4o-transcribe-diarize"}),
        (r"^\.timestamp_granularities", {"model": "whisper-1", "response_format": "verbose_json"}),
    ),
    whole_only=r"whisper-1|=(text|srt|vtt|verbose_json)$|^\.timestamp",  # whisper-1 does not stream
    not_json=r"=(text|srt|vtt)$",
)
TRANSLATIONS = Operation(
    "translations", "post", "/audio/translations", content="form", base={"model": "whisper-1", "file": "$wav"},
    values={r"\.file": "$wav"}, not_json=r"response_format=(text|srt|vtt)",
)
SPEECH = Operation(
    "speech", "post", "/audio/speech", base={"model": "gpt-4o-mini-tts", "input": "Hi", "voice": "coral"},
    values={r"\.voice<\w+><string>": "alloy"}, not_json=r"^",
)
GENERATIONS = Operation(
    "image_generations", "post", "/images/generations", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "quality": "low"},
    values={r"\.size<string>": "1024x1024"},
    beside=(
        (r"^\.output_compression", {"output_format": "jpeg"}),
        (r"^\.(quality=(standard|hd)|style=|response_format=|size<enum>=(1792x1024|1024x1792))",
         {"model": "dall-e-3"}),
        (r"^\.size<enum>=(256x256|512x512)", {"model": "dall-e-2"}),
        (r"^\.(model=null|model.*dall-e|style=|response_format=|size<enum>=(256|512|.*1792))", {"quality": ABSENT}),
    ),
    whole_only=r"=null$|dall-e|=standard|=hd|^\.style|^\.response_format|=256|=512|1792",  # dall-e does not stream
)
EDITS = Operation(
    "image_edits_form", "post", "/images/edits", content="form", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "image": "$png", "quality": "low"},
    values={r"\.image<string>|\.image<array>\[\]|\.mask": "$png", r"\.size<string>": "1024x1024"},
    beside=(
        (r"^\.output_compression", {"output_format": "jpeg"}),
        (r"=dall-e-2|=standard|^\.response_format|=256|=512", {"model": "dall-e-2", "quality": "standard"}),
    ),
    whole_only=r"=dall-e-2|=standard|^\.response_format|=256|=512",
)
JSON_EDITS = Operation(
    "image_edits", "post", "/images/edits", streams=True,
    base={"model": "gpt-image-1", "prompt": "A fox", "images": [{"image_url": IMAGE_URL}], "quality": "low"},
    values={r"\.image_url": IMAGE_URL, r"\.file_id": "$user_file"},
    beside=((r"^\.output_compression<integer>", {"output_format": "jpeg"}),),
    refusals=(Refusal(r"<object>\.file_id|<object1>\.image_url", r"images\[0\]|mask",
                      "an image is given by its address or by its file, not by both"),),
)
VARIATIONS = Operation(
    "image_variations", "post", "/images/variations", content="form",
    base={"image": "$png", "size": "256x256"}, values={r"\.image": "$png"},
)
MODERATIONS = Operation(
    "moderations", "post", "/moderations", base={"input": "kill"},
    gaps=(Gap(r"=text-moderation", r"'(illicit|illicit/violent|category_applied_input_types)' is a required",
              "the older models have neither these categories nor inputs other than texts"),),
)
EVALS = Gap(r"", r"(^|/)purpose: 'evals' is not", "what a file may be uploaded for and files do not list")
FILES = Operation("files", "post", "/files", content="form", base={"file": "$jsonl", "purpose": "batch"},
                  values={r"\.file": "$jsonl", r"\.seconds": 3600}, gaps=(EVALS,))
FILE_LIST = Operation("file_list", "get", "/files", content="query", values={r"\.after": "$user_file"}, gaps=(EVALS,))
BATCHES = Operation(
    "batches", "post", "/batches",
    base={"input_file_id": "$batch_file", "endpoint": "/v1/chat/completions", "completion_window": "24h"},
    values={r"\.input_file_id": "$batch_file", r"\.seconds": 3600},
    refusals=(Refusal(r"^\.endpoint=/v1/(images|videos)", "endpoint", "batches of images and videos are not simulated"),),
)
BATCH_LIST = Operation("batch_list", "get", "/batches", content="query", values={r"\.after": "$batch"})
STORED_CHATS = Operation("stored_chats", "get", "/chat/completions", content="query", values={r"\.after": "$chat"})
STORED_CHAT = Operation("stored_chat_update", "post", "/chat/completions/{completion_id}")
STORED_MESSAGES = Operation("stored_messages", "get", "/chat/completions/{completion_id}/messages", content="query",
                            values={r"\.after": "$chat-0"},
                            gaps=(Gap(r"", r"/role: '(user|system|tool)' is not one of \['assistant'\]",
                                      "the description takes them for replies; its own example shows a user's"),))
STORED_RESPONSE = Operation("stored_response", "get", "/responses/{response_id}", content="query",
                            events_of="/responses",
                            beside=((r"^\.(starting_after|include_obfuscation)", {"stream": True}),))
INPUT_ITEMS = Operation("input_items", "get", "/responses/{response_id}/input_items", content="query",
                        values={r"\.after": "$item"})

OPERATIONS = (CHAT, COMPLETIONS, EMBEDDINGS, RESPONSES, INPUT_TOKENS, TRANSCRIPTIONS, TRANSLATIONS, SPEECH, GENERATIONS,
              EDITS, JSON_EDITS, VARIATIONS, MODERATIONS, FILES, FILE_LIST, BATCHES, BATCH_LIST, STORED_CHATS, STORED_CHAT,
              STORED_MESSAGES, STORED_RESPONSE, INPUT_ITEMS)

# Those that have no fields, in an order in which each finds what it needs.
WITHOUT_FIELDS = (
    ("get", "/models"), ("get", "/models/{model}"),
    ("get", "/chat/completions/{completion_id}"), ("delete", "/chat/completions/{completion_id}"),
    ("post", "/responses/{response_id}/cancel"),
    ("get", "/files/{file_id}"),
    ("get", "/batches/{batch_id}"),
    ("delete", "/files/{file_id}"),
)
# Not tried here: the description leaves open what these reply, and a batch that takes no time cannot be cancelled (see
# test_files_and_batches.py).
NOT_TRIED = (("get", "/files/{file_id}/content"), ("delete", "/responses/{response_id}"),
             ("post", "/batches/{batch_id}/cancel"))
