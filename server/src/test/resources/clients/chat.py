# What an unmodified `openai` makes of a gateway: BASE_URL MODEL WHAT. One "name=value" a line.
import sys

import openai

base, model, what = sys.argv[1:4]
client = openai.OpenAI(api_key="k", base_url=base, timeout=20)
TOOLS = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]


def tell(name, value):
    print(f"{name}={value}", flush=True)


def asked(headers={}, **more):
    return client.chat.completions.create(
        model=model,
        messages=[{"role": "user", "content": "Hi"}],
        extra_headers=headers,
        **more,
    )


def read(stream):
    text, ids, calls, finish, usage = "", set(), {}, None, None
    try:
        for chunk in stream:
            ids.add((chunk.id, chunk.created))
            usage = chunk.usage or usage
            for choice in chunk.choices:
                text += choice.delta.content or ""
                finish = choice.finish_reason or finish
                for call in choice.delta.tool_calls or []:
                    known = calls.setdefault(call.index, ["", "", ""])
                    known[0] += call.id or ""
                    known[1] += call.function.name or ""
                    known[2] += call.function.arguments or ""
    except openai.APIConnectionError:
        tell("lost", "connection")
    except openai.APIError as error:
        tell("error", error.code)
    tell("text", text)
    tell("finish", finish)
    tell("answers", len(ids))
    for call in calls.values():
        tell("call", " ".join(call))
    if usage:
        tell("usage", f"{usage.prompt_tokens}+{usage.completion_tokens}")


if what == "stream":
    read(asked(stream=True, stream_options={"include_usage": True}))
elif what == "tools":
    read(asked(stream=True, tools=TOOLS))
elif what == "whole":
    answer = asked(tools=TOOLS)
    tell("text", answer.choices[0].message.content)
    tell("finish", answer.choices[0].finish_reason)
    for call in answer.choices[0].message.tool_calls or []:
        tell("call", f"{call.id} {call.function.name} {call.function.arguments}")
    tell("usage", f"{answer.usage.prompt_tokens}+{answer.usage.completion_tokens}")
elif what == "refused":
    try:
        asked(stream=True)
    except openai.APIStatusError as error:
        tell("status", error.status_code)
elif what == "cancel":
    stream = asked(stream=True)
    next(iter(stream))
    stream.close()
    tell("left", "yes")
    sys.stdin.read()
elif what == "resume":
    headers = {"Idempotency-Key": "k1", "Sluice-Detach": "true"}
    read(asked(headers, stream=True))
    read(asked(headers, stream=True))
elif what == "go-on":
    headers = {"Idempotency-Key": "k1", "Sluice-Detach": "true"}
    last = ""
    with client.chat.completions.with_streaming_response.create(
        model=model,
        messages=[{"role": "user", "content": "Hi"}],
        extra_headers=headers,
        stream=True,
    ) as response:
        for line in response.iter_lines():
            if line.startswith("id: "):
                last = line[4:]
            elif line.startswith("data: ") and "Hello" in line:
                break
    read(asked({**headers, "Last-Event-ID": last}, stream=True))
elif what == "models":
    tell("models", " ".join(model.id for model in client.models.list()))
