// What an unmodified `@anthropic-ai/sdk` makes of a gateway: PACKAGE BASE_URL MODEL WHAT. One "name=value" a line.
const [home, baseURL, model, what] = process.argv.slice(2);
const { default: Anthropic } = await import(home);
const client = new Anthropic({ apiKey: "k", baseURL, timeout: 20000 });
const tools = [{ name: "weather", input_schema: { type: "object" } }];
const asked = { model, max_tokens: 99, messages: [{ role: "user", content: "Hi" }] };
const headers = { "Idempotency-Key": "k1", "Sluice-Detach": "true" };
const tell = (name, value) => console.log(`${name}=${value}`);

function tellMessage(message) {
  for (const block of message.content) {
    if (block.type === "thinking") tell("thinking", `${block.thinking} ${block.signature}`);
    else if (block.type === "text") tell("text", block.text);
    else if (block.type === "tool_use")
      tell("call", `${block.id} ${block.name} ${shown(block.input)}`);
  }
  tell("stop", message.stop_reason);
  tell("usage", `${message.usage.input_tokens}+${message.usage.output_tokens}`);
}

// As Python shows it.
const shown = (input) => JSON.stringify(input).replaceAll('"', "'").replaceAll(":", ": ");

async function read(asking) {
  let text = "", stop = "None", ended = "no";
  try {
    for await (const event of await asking) {
      if (event.type === "content_block_delta" && event.delta.type === "text_delta")
        text += event.delta.text;
      else if (event.type === "message_delta") stop = event.delta.stop_reason;
      else if (event.type === "message_stop") ended = "yes";
    }
  } catch (error) {
    const told = error.error?.error;
    if (told && error instanceof Anthropic.APIError) tell("error", `${told.type} ${told.code}`);
    else tell("lost", "connection");
  }
  tell("text", text);
  tell("stop", stop);
  tell("ended", ended);
}

async function helped(messages, more) {
  const stream = messages.stream({ ...asked, tools, ...more });
  let text = "";
  stream.on("text", (piece) => (text += piece));
  const message = await stream.finalMessage();
  tell("stream", text);
  tellMessage(message);
}

switch (what) {
  case "stream":
    await read(client.messages.create({ ...asked, stream: true }));
    break;
  case "helped":
    await helped(client.messages, {});
    break;
  case "beta":
    await helped(client.beta.messages, { betas: ["some-beta-1"] });
    break;
  case "whole":
    tellMessage(await client.messages.create({ ...asked, tools }));
    break;
  case "round": {
    const first = await client.messages.create({ ...asked, tools });
    const content = first.content
      .filter((block) => block.type === "tool_use")
      .map((call) => ({ type: "tool_result", tool_use_id: call.id, content: "sunny" }));
    const messages = [
      ...asked.messages,
      { role: "assistant", content: first.content },
      { role: "user", content },
    ];
    tellMessage(await client.messages.create({ ...asked, messages, tools }));
    break;
  }
  case "refused":
    try {
      await client.messages.create({ ...asked, stream: true });
    } catch (error) {
      tell("status", `${error.status} ${error.error.error.type}`);
    }
    break;
  case "cancel": {
    const stream = await client.messages.create({ ...asked, stream: true });
    for await (const event of stream) if (event.type === "content_block_delta") break;
    stream.controller.abort();
    tell("left", "yes");
    await new Promise((resolve) => process.stdin.on("close", resolve).resume());
    process.exit(0);
  }
  case "resume":
    await read(client.messages.create({ ...asked, stream: true }, { headers }));
    await read(client.messages.create({ ...asked, stream: true }, { headers }));
    break;
  case "list": {
    const ids = [];
    for await (const one of client.models.list({ limit: 1 })) ids.push(one.id);
    tell("models", ids.join(" "));
    tell("one", (await client.models.retrieve(model)).display_name);
    break;
  }
  case "count": {
    const { max_tokens, ...counted } = asked;
    tell("tokens", (await client.messages.countTokens(counted)).input_tokens);
  }
}
