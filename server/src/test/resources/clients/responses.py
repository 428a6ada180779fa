# What an unmodified `openai` makes of responses: BASE_URL MODEL WHAT. One "name=value" a line.
import sys

import openai

base, model, what = sys.argv[1:4]
client = openai.OpenAI(base_url=base, api_key="any", timeout=30)
TOOLS = [
    {
        "type": "function",
        "name": "weather",
        "description": "Tells the weather.",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        "strict": False,
    },
    {"type": "custom", "name": "patch", "description": "Applies a patch."},
]


def tell(name, value):
    print(f"{name}={value}", flush=True)


def tell_response(response):
    tell("status", response.status)
    tell("text", response.output_text)
    for item in response.output:
        if item.type == "function_call":
            tell("call", f"{item.call_id} {item.name} {item.arguments}")
        if item.type == "custom_tool_call":
            tell("custom", f"{item.call_id} {item.name} {item.input}")
    if response.usage:
        tell("usage", f"{response.usage.input_tokens}+{response.usage.output_tokens}")


def stream(**more):
    text = ""
    last = -1
    ids = set()
    try:
        for event in client.responses.create(model=model, input="Hi", stream=True, **more):
            if event.sequence_number <= last:
                tell("number", f"{event.sequence_number} after {last}")
            last = event.sequence_number
            if event.type == "response.output_text.delta":
                text += event.delta
            if hasattr(event, "response"):
                ids.add(event.response.id)
            if event.type in ("response.completed", "response.incomplete", "response.failed"):
                tell("end", event.type)
                tell_response(event.response)
    except openai.APIError as error:
        tell("error", getattr(error, "code", None))
    tell("read", text)
    tell("ids", len(ids))


if what == "stream":
    stream()
elif what == "helper":
    with client.responses.stream(model=model, input="Hi") as events:
        for event in events:
            pass
        tell_response(events.get_final_response())
elif what == "tools":
    stream(tools=TOOLS)
elif what == "round":
    first = client.responses.create(model=model, input="Hi", tools=TOOLS)
    items = [{"role": "user", "content": "Hi"}]
    items += [item.to_dict() for item in first.output]
    for item in first.output:
        if item.type == "function_call":
            items.append(
                {"type": "function_call_output", "call_id": item.call_id, "output": "rain"}
            )
        if item.type == "custom_tool_call":
            items.append(
                {"type": "custom_tool_call_output", "call_id": item.call_id, "output": "done"}
            )
    second = client.responses.create(
        model=model,
        input=items,
        tools=TOOLS,
        store=False,
        include=["reasoning.encrypted_content"],
    )
    tell("status", second.status)
elif what == "whole":
    tell_response(client.responses.create(model=model, input="Hi", tools=TOOLS))
elif what == "refused":
    try:
        client.responses.create(model=model, input="Hi", stream=True)
    except openai.APIStatusError as error:
        tell("status", error.status_code)
elif what == "invalid":
    try:
        client.responses.create(model=model, input="Hi", temperature=7)
    except openai.BadRequestError as error:
        tell("param", error.param)
elif what == "cancel":
    for event in client.responses.create(model=model, input="Hi", stream=True):
        if event.type == "response.output_text.delta":
            break
    client.close()
    tell("left", "yes")
    sys.stdin.read()
elif what == "background":
    begun = client.responses.create(model=model, input="Hi", background=True)
    tell("begun", begun.status)
    text = ""
    number = -1
    for event in client.responses.retrieve(begun.id, stream=True):
        number = event.sequence_number
        if event.type == "response.output_text.delta":
            text += event.delta
            break
    for event in client.responses.retrieve(begun.id, stream=True, starting_after=number):
        if event.sequence_number <= number:
            tell("number", f"{event.sequence_number} after {number}")
        if event.type == "response.output_text.delta":
            text += event.delta
    tell("read", text)
    tell_response(client.responses.retrieve(begun.id))
elif what == "stop":
    begun = client.responses.create(model=model, input="Hi", background=True)
    tell("stopped", client.responses.cancel(begun.id).status)
    status = "in_progress"
    while status == "in_progress":
        status = client.responses.retrieve(begun.id).status
    tell("status", status)
elif what == "previous":
    first = client.responses.create(model=model, input="One?", instructions="Be kind.")
    second = client.responses.create(model=model, input="Two?", previous_response_id=first.id)
    tell("previous", second.previous_response_id == first.id)
    items = client.responses.input_items.list(second.id, order="asc")
    for item in items:
        tell("item", f"{item.role} {item.content[0].text}")
    client.responses.delete(first.id)
    try:
        client.responses.retrieve(first.id)
    except openai.NotFoundError as error:
        tell("gone", error.code)
    try:
        client.responses.create(model=model, input="3?", previous_response_id=first.id)
    except openai.NotFoundError as error:
        tell("gone", error.code)
elif what == "count":
    tell("tokens", client.responses.input_tokens.count(model=model, input="x" * 400).input_tokens)
