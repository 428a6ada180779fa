// What an unmodified `openai` makes of responses: HOME BASE_URL MODEL WHAT. One "name=value" a line.
const [home, base, model, what] = process.argv.slice(2);
const { default: OpenAI } = await import(home);
const client = new OpenAI({ apiKey: "k", baseURL: base, timeout: 30000 });
const TOOLS = [
  {
    type: "function",
    name: "weather",
    description: "Tells the weather.",
    parameters: { type: "object", properties: { city: { type: "string" } } },
    strict: false,
  },
  { type: "custom", name: "patch", description: "Applies a patch." },
];

const tell = (name, value) => console.log(`${name}=${value}`);

function tellResponse(response) {
  tell("status", response.status);
  tell("text", text(response));
  for (const item of response.output) {
    if (item.type === "function_call") {
      tell("call", `${item.call_id} ${item.name} ${item.arguments}`);
    }
    if (item.type === "custom_tool_call") {
      tell("custom", `${item.call_id} ${item.name} ${item.input}`);
    }
  }
  if (response.usage) {
    tell("usage", `${response.usage.input_tokens}+${response.usage.output_tokens}`);
  }
}

function text(response) {
  return response.output
    .flatMap((item) => (item.type === "message" ? item.content : []))
    .map((piece) => piece.text ?? "")
    .join("");
}

async function stream(more = {}) {
  let read = "";
  let last = -1;
  const ids = new Set();
  try {
    for await (const event of await client.responses.create({
      model,
      input: "Hi",
      stream: true,
      ...more,
    })) {
      if (event.sequence_number <= last) {
        tell("number", `${event.sequence_number} after ${last}`);
      }
      last = event.sequence_number;
      if (event.type === "response.output_text.delta") {
        read += event.delta;
      }
      if (event.response) {
        ids.add(event.response.id);
      }
      if (/^response\.(completed|incomplete|failed)$/.test(event.type)) {
        tell("end", event.type);
        tellResponse(event.response);
      }
    }
  } catch (error) {
    tell("error", error.code);
  }
  tell("read", read);
  tell("ids", ids.size);
}

async function round() {
  const first = await client.responses.create({ model, input: "Hi", tools: TOOLS });
  const input = [{ role: "user", content: "Hi" }, ...first.output];
  for (const item of first.output) {
    if (item.type === "function_call") {
      input.push({ type: "function_call_output", call_id: item.call_id, output: "rain" });
    }
  }
  const second = await client.responses.create({
    model,
    input,
    tools: TOOLS,
    store: false,
    include: ["reasoning.encrypted_content"],
  });
  tell("status", second.status);
}

async function background() {
  const begun = await client.responses.create({ model, input: "Hi", background: true });
  tell("begun", begun.status);
  let read = "";
  let number = -1;
  for await (const event of await client.responses.retrieve(begun.id, { stream: true })) {
    number = event.sequence_number;
    if (event.type === "response.output_text.delta") {
      read += event.delta;
      break;
    }
  }
  const rest = { stream: true, starting_after: number };
  for await (const event of await client.responses.retrieve(begun.id, rest)) {
    if (event.sequence_number <= number) {
      tell("number", `${event.sequence_number} after ${number}`);
    }
    if (event.type === "response.output_text.delta") {
      read += event.delta;
    }
  }
  tell("read", read);
  tellResponse(await client.responses.retrieve(begun.id));
}

async function previous() {
  const first = await client.responses.create({
    model,
    input: "One?",
    instructions: "Be kind.",
  });
  const id = first.id;
  const second = await client.responses.create({
    model,
    input: "Two?",
    previous_response_id: id,
  });
  tell("previous", second.previous_response_id === id);
  for await (const item of client.responses.inputItems.list(second.id, { order: "asc" })) {
    tell("item", `${item.role} ${item.content[0].text}`);
  }
  await client.responses.delete(id);
  for (const ask of [
    () => client.responses.retrieve(id),
    () => client.responses.create({ model, input: "3?", previous_response_id: id }),
  ]) {
    await ask().catch((error) => tell("gone", error.code));
  }
}

switch (what) {
  case "stream":
    await stream();
    break;
  case "helper": {
    const events = client.responses.stream({ model, input: "Hi" });
    tellResponse(await events.finalResponse());
    break;
  }
  case "tools":
    await stream({ tools: TOOLS });
    break;
  case "round":
    await round();
    break;
  case "whole":
    tellResponse(await client.responses.create({ model, input: "Hi", tools: TOOLS }));
    break;
  case "refused":
    await client.responses
      .create({ model, input: "Hi", stream: true })
      .catch((error) => tell("status", error.status));
    break;
  case "invalid":
    await client.responses
      .create({ model, input: "Hi", temperature: 7 })
      .catch((error) => tell("param", error.param));
    break;
  case "cancel": {
    for await (const event of await client.responses.create({
      model,
      input: "Hi",
      stream: true,
    })) {
      if (event.type === "response.output_text.delta") {
        break;
      }
    }
    tell("left", "yes");
    for await (const _ of process.stdin);
    break;
  }
  case "background":
    await background();
    break;
  case "stop": {
    const begun = await client.responses.create({ model, input: "Hi", background: true });
    tell("stopped", (await client.responses.cancel(begun.id)).status);
    let status = "in_progress";
    while (status === "in_progress") {
      status = (await client.responses.retrieve(begun.id)).status;
    }
    tell("status", status);
    break;
  }
  case "previous":
    await previous();
    break;
  case "count": {
    const counted = await client.responses.inputTokens.count({ model, input: "x".repeat(400) });
    tell("tokens", counted.input_tokens);
    break;
  }
}
