# What frameworks make of a gateway: BASE_URL MODEL CLIENT:WHAT. One "name=value" a line.
import gc
import json
import sys

base, model, asked = sys.argv[1:4]
name, what = asked.split(":")


def weather(a: int) -> str:
    """The weather."""
    return "sunny"


def tell(name, value):
    print(f"{name}={value}", flush=True)


def tell_call(name, arguments):
    tell("call", f"{name} {json.dumps(dict(arguments), separators=(',', ':'))}")


def langchain():
    if name == "langchain-openai":
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(model=model, base_url=base + "/v1", api_key="any", stream_usage=True)
    if name == "langchain-responses":
        from langchain_openai import ChatOpenAI

        return ChatOpenAI(
            model=model, base_url=base + "/v1", api_key="any", use_responses_api=True
        )
    if name == "langchain-anthropic":
        from langchain_anthropic import ChatAnthropic

        return ChatAnthropic(model=model, base_url=base, api_key="any")
    if name == "langchain-google":
        from langchain_google_genai import ChatGoogleGenerativeAI

        return ChatGoogleGenerativeAI(model=model, base_url=base, api_key="any")
    from langchain_ollama import ChatOllama

    return ChatOllama(model=model, base_url=base)


def llama_index():
    if name == "llama-index-openai":
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=model,
            api_base=base + "/v1",
            api_key="any",
            is_chat_model=True,
            is_function_calling_model=True,
        )
    from llama_index.llms.ollama import Ollama

    return Ollama(model=model, base_url=base, request_timeout=20, context_window=8192)


def text_of(chunk):
    """LangChain's, of text or of parts."""
    content = chunk.content
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content if isinstance(part, dict))


def read_langchain(llm):
    text, whole = "", None
    try:
        for chunk in llm.bind_tools([weather]).stream("Hi"):
            text += text_of(chunk)
            whole = chunk if whole is None else whole + chunk
    except Exception as error:
        tell("error", type(error).__name__)
    tell("text", text)
    for call in whole.tool_calls if whole else []:
        tell_call(call["name"], call["args"])
    if whole and whole.usage_metadata:
        used = whole.usage_metadata
        tell("usage", f"{used['input_tokens']}+{used['output_tokens']}")


def read_llama_index(llm):
    from llama_index.core.tools import FunctionTool

    last, tools = None, [FunctionTool.from_defaults(weather)]
    try:
        for last in llm.stream_chat_with_tools(tools, user_msg="Hi"):
            pass
    except Exception as error:
        tell("error", type(error).__name__)
    tell("text", last.message.content if last else "")
    calls = llm.get_tool_calls_from_response(last, error_on_no_tool_call=False) if last else []
    for call in calls:
        tell_call(call.tool_name, call.tool_kwargs)


def leave(stream):
    """Reads the first token, and leaves."""
    next(stream)
    stream.close()
    del stream
    gc.collect()
    tell("left", "yes")
    sys.stdin.read()


if name.startswith("langchain"):
    if what == "cancel":
        leave(langchain().stream("Hi"))
    else:
        read_langchain(langchain())
elif what == "cancel":
    from llama_index.core.llms import ChatMessage

    leave(llama_index().stream_chat([ChatMessage(role="user", content="Hi")]))
else:
    read_llama_index(llama_index())
