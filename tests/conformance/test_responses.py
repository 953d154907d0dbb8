"""The Responses API with the official SDK: whole, events, tools, forms, turns, the background."""

import base64
import json
import time

import openai
import pytest
from oracle import reference
from pydantic import BaseModel

MODEL = "gpt-4o"
SLOW = {"x-sim-ttft-ms": "3000000"}  # longer than any test
WEATHER = {"type": "function", "name": "get_weather", "description": "The weather of a city.", "strict": True,
           "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                          "additionalProperties": False}}


def tokens_in(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


def refusal(call, *arguments, **fields) -> openai.APIStatusError:
    with pytest.raises(openai.APIStatusError) as raised:
        call(*arguments, **fields)
    return raised.value


def test_a_whole_response(openai_client):
    response = openai_client.responses.create(model=MODEL, input="Why is the sky blue?", max_output_tokens=20,
                                              instructions="Be brief.", metadata={"a": "b"})
    assert response.id.startswith("resp_")
    assert response.status == "incomplete"
    assert response.incomplete_details.reason == "max_output_tokens"
    assert (response.instructions, response.metadata, response.max_output_tokens) == ("Be brief.", {"a": "b"}, 20)
    [message] = response.output
    assert (message.type, message.role, message.status) == ("message", "assistant", "incomplete")
    assert tokens_in(response.output_text) == 20 == response.usage.output_tokens
    said = [("developer", "Be brief."), ("user", "Why is the sky blue?")]
    expected = 3 + sum(3 + tokens_in(role) + tokens_in(text) for role, text in said)
    assert response.usage.input_tokens == expected
    assert response.usage.total_tokens == expected + 20


def test_a_text_and_its_message_are_the_same_input(openai_client):
    forms = ["Hello", [{"role": "user", "content": "Hello"}],
             [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hello"}]}]]
    counts = {openai_client.responses.create(model=MODEL, input=form).usage.input_tokens for form in forms}
    assert len(counts) == 1


def test_the_events_of_a_stream_come_in_order(openai_client):
    events = list(openai_client.responses.create(model=MODEL, input="Hi", max_output_tokens=16, stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    types = [event.type for event in events]
    deltas = [event for event in events if event.type == "response.output_text.delta"]
    assert len(deltas) == 16
    assert [kind for kind in types if kind != "response.output_text.delta"] == [
        "response.created", "response.in_progress", "response.output_item.added", "response.content_part.added",
        "response.output_text.done", "response.content_part.done", "response.output_item.done", "response.incomplete"]
    final = events[-1].response
    assert "".join(event.delta for event in deltas) == final.output_text == events[-4].text
    assert {event.item_id for event in deltas} == {final.output[0].id}
    assert final.usage.output_tokens == 16


def test_the_stream_helper_accumulates(openai_client):
    with openai_client.responses.stream(model=MODEL, input="Hi") as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        response = stream.get_final_response()
    assert response.status == "completed"
    assert response.output_text == text


def test_reasoning_comes_first_with_its_summary(openai_client):
    fields = {"model": "o3", "input": "Think.", "reasoning": {"effort": "low", "summary": "auto"},
              "include": ["reasoning.encrypted_content"]}
    response = openai_client.responses.create(**fields)
    thoughts, message = response.output
    assert (thoughts.type, message.type) == ("reasoning", "message")
    assert thoughts.summary[0].text and thoughts.encrypted_content
    assert response.usage.output_tokens_details.reasoning_tokens > 0
    assert (response.reasoning.effort, response.reasoning.summary) == ("low", "auto")
    events = list(openai_client.responses.create(**fields, stream=True))
    summary = "".join(event.delta for event in events if event.type == "response.reasoning_summary_text.delta")
    assert summary == events[-1].response.output[0].summary[0].text
    types = [event.type for event in events]
    assert types.index("response.reasoning_summary_part.done") < types.index("response.output_text.delta")


def test_a_loop_with_a_tool_ends(openai_client):
    conversation = [{"role": "user", "content": "What is the weather in Lisbon?"}]
    first = openai_client.responses.create(model=MODEL, input=conversation, tools=[WEATHER])
    [call] = first.output
    assert (call.type, call.name, call.status) == ("function_call", "get_weather", "completed")
    assert set(json.loads(call.arguments)) == {"city"}
    conversation += first.output
    conversation.append({"type": "function_call_output", "call_id": call.call_id, "output": "Sunny"})
    second = openai_client.responses.create(model=MODEL, input=conversation, tools=[WEATHER])
    assert second.output_text


def test_a_call_is_streamed_as_its_arguments(openai_client):
    events = list(openai_client.responses.create(model=MODEL, input="Weather?", tools=[WEATHER], stream=True))
    arguments = "".join(event.delta for event in events if event.type == "response.function_call_arguments.delta")
    [done] = [event for event in events if event.type == "response.function_call_arguments.done"]
    [call] = events[-1].response.output
    assert arguments == done.arguments == call.arguments
    assert json.loads(arguments)


@pytest.mark.parametrize("choice, called", [("none", False), ("required", True),
                                            ({"type": "function", "name": "get_weather"}, True)])
def test_a_choice_of_tools_is_followed(openai_client, choice, called):
    response = openai_client.responses.create(model=MODEL, input="Hi", tools=[WEATHER], tool_choice=choice)
    assert (response.output[0].type == "function_call") is called


def test_a_form_is_parsed(openai_client):
    class Step(BaseModel):
        title: str
        minutes: int

    class Plan(BaseModel):
        steps: list[Step]

    response = openai_client.responses.parse(model=MODEL, input="Plan a day.", text_format=Plan)
    assert isinstance(response.output_parsed, Plan)


def test_log_probabilities_are_included_when_asked_for(openai_client):
    response = openai_client.responses.create(model=MODEL, input="Hi", max_output_tokens=16, top_logprobs=2,
                                              include=["message.output_text.logprobs"])
    logprobs = response.output[0].content[0].logprobs
    assert "".join(entry.token for entry in logprobs) == response.output_text
    assert all(len(entry.top_logprobs) == 2 for entry in logprobs)


def test_a_turn_follows_the_one_before(openai_client):
    first = openai_client.responses.create(model=MODEL, input="Hello", instructions="Be brief.")
    second = openai_client.responses.create(model=MODEL, input="Go on", previous_response_id=first.id)
    whole = openai_client.responses.create(model=MODEL, input=[
        {"role": "user", "content": "Hello"}, {"role": "assistant", "content": first.output_text},
        {"role": "user", "content": "Go on"}])
    assert second.previous_response_id == first.id
    assert second.usage.input_tokens == whole.usage.input_tokens


def test_a_turn_answers_the_call_of_the_one_before(openai_client):
    first = openai_client.responses.create(model=MODEL, input="Weather?", tools=[WEATHER])
    answer = {"type": "function_call_output", "call_id": first.output[0].call_id, "output": "Sunny"}
    create = openai_client.responses.create
    assert create(model=MODEL, input=[answer], previous_response_id=first.id).output_text
    error = refusal(create, model=MODEL, input="Well?", previous_response_id=first.id)
    assert (error.status_code, error.param) == (400, "input")
    assert error.body["message"] == f"No tool output found for function call {first.output[0].call_id}."


def test_items_may_be_referred_to(openai_client):
    first = openai_client.responses.create(model=MODEL, input="Hello")
    again = openai_client.responses.create(model=MODEL, input=[
        {"role": "user", "content": "Hello"}, {"type": "item_reference", "id": first.output[0].id},
        {"role": "user", "content": "Go on"}])
    chained = openai_client.responses.create(model=MODEL, input="Go on", previous_response_id=first.id)
    assert again.usage.input_tokens == chained.usage.input_tokens
    error = refusal(openai_client.responses.create, model=MODEL, input=[{"type": "item_reference", "id": "msg_no"}])
    assert error.status_code == 404


def test_a_stored_response_is_found_listed_and_deleted(openai_client):
    made = openai_client.responses.create(model=MODEL, input=[{"role": "user", "content": "one"},
                                                             {"role": "user", "content": "two"}])
    found = openai_client.responses.retrieve(made.id)
    assert found.to_dict() == made.to_dict()
    items = list(openai_client.responses.input_items.list(made.id, limit=1, order="asc"))
    assert [item.content[0].text for item in items] == ["one", "two"]
    assert len({item.id for item in items}) == 2
    openai_client.responses.delete(made.id)
    error = refusal(openai_client.responses.retrieve, made.id)
    assert (error.status_code, error.body["message"]) == (404, f"Response with id '{made.id}' not found.")
    error = refusal(openai_client.responses.create, model=MODEL, input="x", previous_response_id=made.id)
    assert (error.status_code, error.code) == (400, "previous_response_not_found")


def test_input_items_have_the_fields_that_may_be_left_out(openai_client):
    made = openai_client.responses.create(model="gpt-4o", input=[
        {"type": "tool_search_call", "id": None, "arguments": {}},
        {"type": "shell_call", "call_id": "call_1", "action": {"commands": ["ls"]}},
        {"type": "function_call_output", "call_id": None, "name": "weather", "output": [
            {"type": "input_image", "image_url": "https://example.com/a.png", "detail": None}]},
        {"role": "user", "content": "Hi"},
        {"type": "compaction_trigger"}])
    search, shell, output, message = openai_client.responses.input_items.list(made.id, order="asc").data
    assert search.id.startswith("tsc_")
    assert (search.call_id, search.execution, search.status) == (None, "server", "completed")
    assert (shell.action.timeout_ms, shell.environment) == (None, None)
    assert output.output[0].to_dict() == {
        "type": "input_image", "image_url": "https://example.com/a.png", "detail": "auto"}
    assert message.role == "user"


def test_tools_of_the_service_are_accepted_and_not_called(openai_client):
    made = openai_client.responses.create(model="gpt-4o", input="Hi", service_tier="ultrafast", tools=[
        {"type": "tool_search"}, {"type": "programmatic_tool_calling"},
        {"type": "namespace", "name": "crm", "description": "Customers", "tools": [{"type": "function", "name": "f"}]}])
    assert made.output[0].type == "message"


def test_what_is_not_stored_is_not_found(openai_client):
    made = openai_client.responses.create(model=MODEL, input="Hi", store=False)
    assert made.store is False
    assert refusal(openai_client.responses.retrieve, made.id).status_code == 404


def wait_until_done(client, response, limit_s=30):
    end = time.monotonic() + limit_s
    while response.status in ("queued", "in_progress"):
        assert time.monotonic() < end
        response = client.responses.retrieve(response.id)
    return response


def test_a_response_in_the_background_completes_in_its_time(openai_client):
    made = openai_client.responses.create(model=MODEL, input="Hi", background=True,
                                          extra_headers={"x-sim-ttft-ms": "300", "x-sim-output-tokens": "5"})
    assert (made.status, made.output) == ("queued", [])
    seen = openai_client.responses.retrieve(made.id)
    assert seen.status in ("in_progress", "completed")
    done = wait_until_done(openai_client, seen)
    assert done.status == "completed"
    assert tokens_in(done.output_text) == 5 == done.usage.output_tokens


def test_a_response_in_the_background_is_cancelled_once(openai_client):
    made = openai_client.responses.create(model=MODEL, input="Hi", background=True, extra_headers=SLOW)
    assert openai_client.responses.retrieve(made.id).status == "in_progress"
    assert openai_client.responses.cancel(made.id).status == "cancelled"
    assert openai_client.responses.cancel(made.id).status == "cancelled"
    synchronous = openai_client.responses.create(model=MODEL, input="Hi")
    error = refusal(openai_client.responses.cancel, synchronous.id)
    assert (error.status_code, error.body["message"]) == (400, "Cannot cancel a synchronous response.")


def test_a_stream_in_the_background_is_taken_up_again(openai_client):
    stream = openai_client.responses.create(model=MODEL, input="Hi", background=True, stream=True, max_output_tokens=16,
                                            extra_headers={"x-sim-itl-ms": "20"})
    first = []
    for event in stream:
        first.append(event)
        if event.type == "response.output_text.delta":
            break
    stream.close()
    rest = list(openai_client.responses.retrieve(first[0].response.id, stream=True,
                                                 starting_after=first[-1].sequence_number))
    events = first + rest
    assert [event.sequence_number for event in events] == list(range(len(events)))
    text = "".join(event.delta for event in events if event.type == "response.output_text.delta")
    assert text == events[-1].response.output_text
    assert openai_client.responses.retrieve(events[-1].response.id).output_text == text


def test_what_a_turn_counts_is_counted(openai_client):
    made = openai_client.responses.create(model=MODEL, input="Hello", instructions="Be brief.")
    counted = openai_client.responses.input_tokens.count(model=MODEL, input="Hello", instructions="Be brief.")
    assert (counted.object, counted.input_tokens) == ("response.input_tokens", made.usage.input_tokens)


def test_azure_has_it_beside_its_deployments(azure_client, simulator):
    response = azure_client.responses.create(model=MODEL, input="Hi")
    assert azure_client.responses.retrieve(response.id).output_text == response.output_text
    with simulator.openai(base_url=f"{simulator.url}/openai/v1/") as client:
        assert client.responses.retrieve(response.id).id == response.id
        assert refusal(client.responses.retrieve, "resp_no").status_code == 404


def test_a_stream_that_is_cancelled_ends(openai_client):
    stream = openai_client.responses.create(model=MODEL, input="Hi", background=True, stream=True, extra_headers=SLOW)
    created = next(iter(stream))
    stream.close()
    assert openai_client.responses.cancel(created.response.id).status == "cancelled"
    assert list(openai_client.responses.retrieve(created.response.id, stream=True)) == []


def test_what_a_filter_cuts_off_is_incomplete(simulator, azure_client):
    with simulator.http() as http:
        http.patch("/++/config", json={"openai_deployments": {"filtered": {
            "model": MODEL, "content_filter": {"hate": ["dolor", "ipsum", "lorem", "sit", "amet"]}}}}).raise_for_status()
    response = azure_client.responses.create(model="filtered", input="Hi", max_output_tokens=500)
    assert (response.status, response.incomplete_details.reason) == ("incomplete", "content_filter")
    events = list(azure_client.responses.create(model="filtered", input="Hi", max_output_tokens=500, stream=True))
    assert events[-1].type == "response.incomplete"


def test_usage_is_never_negative_after_a_truncated_turn(openai_client):
    long = "a b c d " * 50_000
    first = openai_client.responses.create(model=MODEL, input=long, instructions=long, truncation="auto",
                                           max_output_tokens=16)
    second = openai_client.responses.create(model=MODEL, input="x", previous_response_id=first.id, truncation="auto",
                                            max_output_tokens=16)
    assert second.usage.input_tokens > 0


BAD = {
    "no input": ({}, "input", "missing_one_of_required_parameters"),
    "an empty input": ({"input": ""}, "input", "missing_one_of_required_parameters"),
    "no items": ({"input": []}, "input", "missing_one_of_required_parameters"),
    "a number": ({"input": 7}, "input", "invalid_type"),
    "an item that is none": ({"input": ["x"]}, "input[0]", "invalid_type"),
    "an unknown item": ({"input": [{"type": "nonsense"}]}, "input[0]", "invalid_value"),
    "an unknown role": ({"input": [{"role": "king", "content": "x"}]}, "input[0].role", "invalid_value"),
    "an unknown part": ({"input": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]},
                        "input[0].content[0].type", "invalid_value"),
    "too few tokens": ({"input": "x", "max_output_tokens": 15}, "max_output_tokens", "integer_below_min_value"),
    "an unknown field": ({"input": "x", "messages": []}, "messages", "unknown_parameter"),
    "a wrong type": ({"input": "x", "stream": "yes"}, "stream", "invalid_type"),
    "too hot": ({"input": "x", "temperature": 3}, "temperature", "decimal_above_max_value"),
    "an unknown include": ({"input": "x", "include": ["all"]}, "include[0]", "invalid_value"),
    "an unknown tool": ({"input": "x", "tools": [{"type": "magic"}]}, "tools[0].type", "invalid_value"),
    "a tool without a name": ({"input": "x", "tools": [{"type": "function"}]}, "tools[0].name",
                              "missing_required_parameter"),
    "an unknown tool choice": ({"input": "x", "tools": [WEATHER], "tool_choice": {"type": "function", "name": "no"}},
                               "tool_choice", None),
    "an output without its call": ({"input": [{"type": "function_call_output", "call_id": "call_1", "output": "x"}]},
                                   "input", None),
    "a call without its output": ({"input": [{"type": "function_call", "call_id": "call_1", "name": "f",
                                              "arguments": "{}"}]}, "input", None),
    "the same item twice": ({"input": [{"type": "reasoning", "id": "rs_1", "summary": []}] * 2}, "input", None),
    "a part of another role": ({"input": [{"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}]},
                               "input[0].content[0].type", "invalid_value"),
    "a file that is none": ({"input": [{"role": "user", "content": [{"type": "input_file"}]}]},
                            "input[0].content[0].file_id", "missing_required_parameter"),
    "no json": ({"input": "x", "text": {"format": {"type": "json_object"}}}, "input", None),
    "a bad schema": ({"input": "x", "text": {"format": {"type": "json_schema", "name": "a", "strict": True,
                                                       "schema": {"type": "object"}}}},
                     "text.format.schema", "invalid_json_schema"),
    "effort without reasoning": ({"input": "x", "reasoning": {"effort": "low"}}, "reasoning.effort",
                                 "unsupported_parameter"),
    "a background that is not stored": ({"input": "x", "background": True, "store": False}, "background", None),
    "another kind of model": ({"input": "x", "model": "text-embedding-3-small"}, "model", "model_not_found"),
    "no model": ({"input": "x", "model": None}, "model", None),
}


def test_a_file_of_text_counts_as_its_text(openai_client):
    text = "A golden retriever is a good family dog."
    data = base64.b64encode(text.encode()).decode()

    def counted(part) -> int:
        item = {"role": "user", "content": [part]}
        return openai_client.responses.create(model=MODEL, input=[item], max_output_tokens=16).usage.input_tokens

    as_text = counted({"type": "input_text", "text": text})
    assert counted({"type": "input_file", "filename": "a.txt", "file_data": f"data:text/plain;base64,{data}"}) == as_text
    chats = [{"type": "text", "text": text}, {"type": "file", "file": {"filename": "a.txt", "file_data": data}}]
    usages = [openai_client.chat.completions.create(model=MODEL, max_tokens=1,
                                                    messages=[{"role": "user", "content": [part]}]).usage
              for part in chats]
    assert usages[0].prompt_tokens == usages[1].prompt_tokens


def test_a_file_that_was_not_uploaded_is_not_found(openai_client):
    part = {"type": "input_file", "file_id": "file-no"}
    error = refusal(openai_client.responses.create, model=MODEL, input=[{"role": "user", "content": [part]}])
    assert (error.status_code, error.param) == (404, "input[0].content[0].file_id")
    chat = {"role": "user", "content": [{"type": "file", "file": {"file_id": "file-no"}}]}
    assert refusal(openai_client.chat.completions.create, model=MODEL, messages=[chat]).status_code == 404


@pytest.mark.parametrize("name", BAD)
def test_bad_requests_name_their_parameter(simulator, name):
    fields, param, code = BAD[name]
    with simulator.http() as http:
        reply = http.post("/v1/responses", json={"model": MODEL} | fields)
    error = reply.json()["error"]
    assert reply.status_code == 400, error
    assert (error["type"], error["param"]) == ("invalid_request_error", param), error
    if code is not None:
        assert error["code"] == code, error
