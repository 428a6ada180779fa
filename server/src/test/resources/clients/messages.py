# What an unmodified `anthropic` makes of a gateway: BASE_URL MODEL WHAT. One "name=value" a line.
import sys

import anthropic
import httpx2

base, model, what = sys.argv[1:4]
client = anthropic.Anthropic(api_key="k", base_url=base, timeout=20)
TOOLS = [{"name": "weather", "input_schema": {"type": "object"}}]
ASKED = {"model": model, "max_tokens": 99, "messages": [{"role": "user", "content": "Hi"}]}
KEPT = {"Idempotency-Key": "k1", "Sluice-Detach": "true"}


def tell(name, value):
    print(f"{name}={value}", flush=True)


def tell_message(message):
    for block in message.content:
        if block.type == "thinking":
            tell("thinking", f"{block.thinking} {block.signature}")
        elif block.type == "text":
            tell("text", block.text)
        elif block.type == "tool_use":
            tell("call", f"{block.id} {block.name} {block.input}")
    tell("stop", message.stop_reason)
    tell("usage", f"{message.usage.input_tokens}+{message.usage.output_tokens}")


def read(stream):
    text, stop, ended = "", None, "no"
    try:
        for event in stream:
            if event.type == "content_block_delta" and event.delta.type == "text_delta":
                text += event.delta.text
            elif event.type == "message_delta":
                stop = event.delta.stop_reason
            elif event.type == "message_stop":
                ended = "yes"
    except anthropic.APIStatusError as error:
        tell("error", f"{type(error).__name__} {error.body['error']['code']}")
    except (anthropic.APIConnectionError, httpx2.TransportError):
        tell("lost", "connection")
    tell("text", text)
    tell("stop", stop)
    tell("ended", ended)


def helped(messages, **more):
    with messages.stream(**ASKED, tools=TOOLS, **more) as stream:
        tell("stream", "".join(stream.text_stream))
        tell_message(stream.get_final_message())


if what == "stream":
    read(client.messages.create(**ASKED, stream=True))
elif what == "helped":
    helped(client.messages)
elif what == "beta":
    helped(client.beta.messages, betas=["some-beta-1"])
elif what == "whole":
    tell_message(client.messages.create(**ASKED, tools=TOOLS))
elif what == "round":
    first = client.messages.create(**ASKED, tools=TOOLS)
    calls = [block for block in first.content if block.type == "tool_use"]
    results = [
        {"type": "tool_result", "tool_use_id": call.id, "content": "sunny"} for call in calls
    ]
    messages = ASKED["messages"] + [
        {"role": "assistant", "content": first.content},
        {"role": "user", "content": results},
    ]
    tell_message(client.messages.create(**{**ASKED, "messages": messages}, tools=TOOLS))
elif what == "refused":
    try:
        client.messages.create(**ASKED, stream=True)
    except anthropic.APIStatusError as error:
        tell("status", f"{error.status_code} {error.body['error']['type']}")
elif what == "cancel":
    stream = client.messages.create(**ASKED, stream=True)
    for event in stream:
        if event.type == "content_block_delta":
            break
    stream.close()
    tell("left", "yes")
    sys.stdin.read()
elif what == "resume":
    read(client.messages.create(**ASKED, stream=True, extra_headers=KEPT))
    read(client.messages.create(**ASKED, stream=True, extra_headers=KEPT))
elif what == "list":
    tell("models", " ".join(one.id for one in client.models.list(limit=1)))
    tell("one", client.models.retrieve(model).display_name)
elif what == "count":
    counted = client.messages.count_tokens(model=model, messages=ASKED["messages"])
    tell("tokens", counted.input_tokens)
