# What frameworks make of a gateway: BASE_URL MODEL WHAT. One "name=value" a line.
import json
import sys

base, model, what = sys.argv[1:4]
TOOL = {"name": "weather", "description": "d", "parameters": {"type": "object", "properties": {}}}
TOOLS = [{"type": "function", "function": TOOL}]


def tell(name, value):
    print(f"{name}={value}", flush=True)


def langchain(llm):
    text, whole = "", None
    try:
        for chunk in llm.bind_tools(TOOLS).stream("Hi"):
            text += chunk.content
            whole = chunk if whole is None else whole + chunk
    except Exception as error:
        tell("error", type(error).__name__)
    tell("text", text)
    for call in whole.tool_calls:
        tell("call", f"{call['name']} {json.dumps(call['args'], separators=(',', ':'))}")
    if whole.usage_metadata:
        tell("usage", f"{whole.usage_metadata['input_tokens']}+{whole.usage_metadata['output_tokens']}")


def llama_index(llm):
    from llama_index.core.llms import ChatMessage

    last = None
    try:
        for last in llm.stream_chat([ChatMessage(role="user", content="Hi")]):
            pass
    except Exception as error:
        tell("error", type(error).__name__)
    tell("text", last.message.content)


if what == "langchain-ollama":
    from langchain_ollama import ChatOllama

    langchain(ChatOllama(model=model, base_url=base))
elif what == "langchain-openai":
    from langchain_openai import ChatOpenAI

    langchain(ChatOpenAI(model=model, base_url=base + "/v1", api_key="any", stream_usage=True))
elif what == "llama-index-ollama":
    from llama_index.llms.ollama import Ollama

    llama_index(Ollama(model=model, base_url=base, request_timeout=20, context_window=8192))
