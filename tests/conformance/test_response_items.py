"""Items and tools of the Responses API that the service's own tools have, and what may be included with items."""

import openai
import pytest
from simulator import KEY


@pytest.mark.parametrize(("item", "param"), [
    ({"type": "shell_call", "call_id": "call_1"}, "input[0].action"),
    ({"type": "shell_call", "call_id": "call_1", "action": None}, "input[0].action"),
    ({"type": "shell_call", "call_id": "call_1", "action": {"commands": "ls"}}, "input[0].action.commands"),
    ({"type": "program"}, "input[0].id"),
    ({"type": "mcp_call", "id": 5}, "input[0].id"),
])
def test_items_of_the_services_own_tools_are_checked(openai_client, item, param):
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.responses.create(model="gpt-4o", input=[item])
    assert caught.value.param == param


@pytest.mark.parametrize(("tool", "param"), [
    ({"type": "mcp"}, "tools[0].server_label"), ({"type": "namespace"}, "tools[0].name"),
    ({"type": "file_search", "vector_store_ids": "vs"}, "tools[0].vector_store_ids"),
])
def test_the_services_own_tools_are_checked(openai_client, tool, param):
    with pytest.raises(openai.BadRequestError) as caught:
        openai_client.responses.create(model="gpt-4o", input="Hi", tools=[tool])
    assert caught.value.param == param


def test_a_key_that_is_there_twice_is_shown_once(simulator):
    item = '{"type": "compaction", "encrypted_content": "one", "encrypted_content": "two"}'
    with simulator.http() as http:
        http.headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
        made = http.post("/v1/responses", content=f'{{"model": "gpt-4o", "input": [{item}]}}').json()
        shown = http.get(f"/v1/responses/{made['id']}/input_items").text
    assert shown.count("encrypted_content") == 1


def test_what_cannot_be_included_is_refused(openai_client):
    made = openai_client.responses.create(model="gpt-4o", input="Hi")
    for get in (openai_client.responses.input_items.list, openai_client.responses.retrieve):
        get(made.id, include=["reasoning.encrypted_content"])
        with pytest.raises(openai.BadRequestError) as caught:
            get(made.id, include=["foo"])
        assert (caught.value.param, caught.value.code) == ("include[0]", "invalid_value")
