# What an unmodified `ollama` makes of a gateway: BASE_URL MODEL WHAT. One "name=value" a line.
import json
import sys

import ollama

base, model, what = sys.argv[1:4]
client = ollama.Client(host=base, timeout=20)
QUESTION = [{"role": "user", "content": "Hi"}]
TOOL = {"name": "weather", "parameters": {"type": "object", "properties": {}}}
TOOLS = [{"type": "function", "function": TOOL}]
SCHEMA = {"type": "object", "properties": {"a": {"type": "integer"}}}


def tell(name, value):
    print(f"{name}={value}", flush=True)


def ended(last):
    tell("finish", last.done_reason if last else None)
    if last:
        tell("usage", f"{last.prompt_eval_count}+{last.eval_count}")
        tell("timed", bool(last.total_duration and last.eval_duration))


def calls(message):
    for call in message.tool_calls or []:
        arguments = json.dumps(dict(call.function.arguments), separators=(",", ":"))
        tell("call", f"{call.function.name} {arguments}")


def read(stream):
    text, thinking, last, called = "", "", None, []
    try:
        for part in stream:
            text += part.message.content or ""
            thinking += part.message.thinking or ""
            called.append(part.message)
            last = part if part.done else last
    except ollama.ResponseError as error:
        tell("error", error.error)
    tell("text", text)
    tell("thinking", thinking)
    for message in called:
        calls(message)
    ended(last)


if what == "stream":
    read(client.chat(model=model, messages=QUESTION, stream=True))
elif what == "tools":
    read(client.chat(model=model, messages=QUESTION, stream=True, tools=TOOLS, think=True))
elif what == "whole":
    answer = client.chat(model=model, messages=QUESTION, tools=TOOLS, format=SCHEMA)
    tell("text", answer.message.content)
    tell("thinking", answer.message.thinking or "")
    calls(answer.message)
    ended(answer)
elif what == "history":
    first = {"function": {"name": "weather", "arguments": {"city": "Oslo"}}}
    told = [
        {"role": "assistant", "content": "", "thinking": "Hm.", "tool_calls": [first]},
        {"role": "tool", "tool_name": "weather", "content": "rain"},
    ]
    answer = client.chat(model=model, messages=QUESTION + told, tools=TOOLS)
    tell("text", answer.message.content)
elif what == "generate":
    text, last = "", None
    for part in client.generate(model=model, prompt="Hi", system="Be terse.", stream=True):
        text += part.response
        last = part
    tell("text", text)
    ended(last)
elif what == "generate-whole":
    answer = client.generate(model=model, prompt="Hi")
    tell("text", answer.response)
    ended(answer)
elif what == "load":
    tell("finish", client.chat(model=model, messages=[]).done_reason)
    tell("finish", client.generate(model=model, prompt="", keep_alive=0).done_reason)
    for part in client.generate(model=model, prompt="", stream=True):
        tell("finish", part.done_reason)
elif what == "refused":
    for stream in (True, False):
        try:
            answer = client.chat(model=model, messages=QUESTION, stream=stream)
            list(answer)
        except ollama.ResponseError as error:
            tell("status", error.status_code)
            tell("error", error.error)
elif what == "cancel":
    stream = client.chat(model=model, messages=QUESTION, stream=True)
    next(stream)
    stream.close()
    tell("left", "yes")
    sys.stdin.read()
elif what == "list":
    tell("models", " ".join(sorted(one.model for one in client.list().models)))
    shown = client.show(model)
    tell("capabilities", " ".join(shown.capabilities))
    tell("architecture", shown.modelinfo["general.architecture"])
    tell("loaded", len(client.ps().models))
elif what == "manage":
    for ask in (lambda: client.pull("x"), lambda: client.embed(model, "x")):
        try:
            ask()
        except ollama.ResponseError as error:
            tell("status", error.status_code)
