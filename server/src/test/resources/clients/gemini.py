# What an unmodified `google-genai` makes of a gateway: BASE_URL MODEL WHAT. One "name=value" a line.
import json
import sys

from google import genai
from google.genai import errors, types

base, model, what = sys.argv[1:4]
client = genai.Client(
    api_key="k",
    http_options=types.HttpOptions(base_url=base.removesuffix("/v1"), timeout=20000),
)
TOOLS = [
    types.Tool(
        function_declarations=[
            types.FunctionDeclaration(
                name="weather",
                parameters=types.Schema(
                    type="OBJECT", properties={"city": types.Schema(type="STRING")}
                ),
            )
        ]
    )
]
BY_HAND = types.AutomaticFunctionCallingConfig(disable=True)


def tell(name, value):
    print(f"{name}={value}", flush=True)


def tell_call(call):
    arguments = json.dumps(call.args, separators=(",", ":"))
    tell("call", f"{call.id} {call.name} {arguments}")


def tell_usage(usage):
    if usage:
        tell("usage", f"{usage.prompt_token_count}+{usage.candidates_token_count}")


def read(stream):
    text, ids, calls, finish, usage = "", set(), [], None, None
    try:
        for chunk in stream:
            ids.add(chunk.response_id)
            usage = chunk.usage_metadata or usage
            for candidate in chunk.candidates or []:
                finish = candidate.finish_reason or finish
                for part in candidate.content.parts if candidate.content else []:
                    text += part.text or ""
                    if part.function_call:
                        calls.append(part.function_call)
    except errors.APIError as error:
        tell("error", f"{error.code} {error.status}")
    except Exception as error:
        tell("error", type(error).__name__)
    tell("text", text)
    tell("finish", finish.name if finish else None)
    tell("answers", len(ids))
    for call in calls:
        tell_call(call)
    tell_usage(usage)


def streamed(**config):
    return client.models.generate_content_stream(
        model=model, contents="Hi", config=types.GenerateContentConfig(**config)
    )


if what == "stream":
    read(streamed())
elif what == "tools":
    read(streamed(tools=TOOLS, automatic_function_calling=BY_HAND))
elif what == "whole":
    answer = client.models.generate_content(
        model=model,
        contents="Hi",
        config=types.GenerateContentConfig(
            tools=TOOLS, automatic_function_calling=BY_HAND, system_instruction="Be terse."
        ),
    )
    parts = answer.candidates[0].content.parts
    tell("text", "".join(part.text or "" for part in parts))
    tell("finish", answer.candidates[0].finish_reason.name)
    for call in answer.function_calls or []:
        tell_call(call)
    tell_usage(answer.usage_metadata)
elif what == "round":
    chat = client.chats.create(
        model=model,
        config=types.GenerateContentConfig(tools=TOOLS, automatic_function_calling=BY_HAND),
    )
    calls = []
    for chunk in chat.send_message_stream("Hi"):
        calls += chunk.function_calls or []
    answers = [
        types.Part(
            function_response=types.FunctionResponse(
                id=call.id, name=call.name, response={"output": "sunny"}
            )
        )
        for call in calls
    ]
    text = ""
    for chunk in chat.send_message_stream(answers):
        text += chunk.text or ""
    tell("text", text)
elif what == "refused":
    try:
        read(streamed())
    except errors.APIError as error:
        tell("status", f"{error.code} {error.status}")
elif what == "cancel":
    stream = streamed()
    next(stream)
    stream.close()
    tell("left", "yes")
    sys.stdin.read()
elif what == "count":
    tell("tokens", client.models.count_tokens(model=model, contents="Hi there").total_tokens)
elif what == "list":
    tell("models", " ".join(one.name for one in client.models.list(config={"page_size": 1})))
    tell("model", client.models.get(model=model).name)
