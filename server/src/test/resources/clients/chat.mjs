// What an unmodified `openai` makes of a gateway: PACKAGE BASE_URL MODEL WHAT. One "name=value" a line.
const [home, baseURL, model, what] = process.argv.slice(2);
const { default: OpenAI } = await import(home);
const client = new OpenAI({ apiKey: "k", baseURL, timeout: 20000 });
const tools = [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }];
const tell = (name, value) => console.log(`${name}=${value}`);
const asked = (more, headers = {}) =>
  client.chat.completions.create(
    { model, messages: [{ role: "user", content: "Hi" }], ...more },
    { headers },
  );

async function read(stream) {
  let text = "", finish = null, usage = null;
  const ids = new Set(), calls = {};
  try {
    for await (const chunk of stream) {
      ids.add(`${chunk.id} ${chunk.created}`);
      usage = chunk.usage ?? usage;
      for (const { delta, finish_reason } of chunk.choices) {
        text += delta.content ?? "";
        finish = finish_reason ?? finish;
        for (const call of delta.tool_calls ?? []) {
          const known = (calls[call.index] ??= ["", "", ""]);
          known[0] += call.id ?? "";
          known[1] += call.function?.name ?? "";
          known[2] += call.function?.arguments ?? "";
        }
      }
    }
  } catch (error) {
    if (error.code && error instanceof OpenAI.APIError) tell("error", error.code);
    else tell("lost", "connection");
  }
  tell("text", text);
  tell("finish", finish);
  tell("answers", ids.size);
  for (const call of Object.values(calls)) tell("call", call.join(" "));
  if (usage) tell("usage", `${usage.prompt_tokens}+${usage.completion_tokens}`);
}

const headers = { "Idempotency-Key": "k1", "Sluice-Detach": "true" };
switch (what) {
  case "stream":
    await read(await asked({ stream: true, stream_options: { include_usage: true } }));
    break;
  case "tools":
    await read(await asked({ stream: true, tools }));
    break;
  case "whole": {
    const { choices: [{ message, finish_reason }], usage } = await asked({ tools });
    tell("text", message.content);
    tell("finish", finish_reason);
    for (const call of message.tool_calls ?? [])
      tell("call", `${call.id} ${call.function.name} ${call.function.arguments}`);
    tell("usage", `${usage.prompt_tokens}+${usage.completion_tokens}`);
    break;
  }
  case "refused":
    try {
      await asked({ stream: true });
    } catch (error) {
      tell("status", error.status);
    }
    break;
  case "cancel": {
    const stream = await asked({ stream: true });
    for await (const _ of stream) break;
    stream.controller.abort();
    tell("left", "yes");
    await new Promise((resolve) => process.stdin.on("close", resolve).resume());
    process.exit(0);
  }
  case "resume":
    await read(await asked({ stream: true }, headers));
    await read(await asked({ stream: true }, headers));
    break;
  case "go-on": {
    const response = await client.chat.completions
      .create({ model, messages: [{ role: "user", content: "Hi" }], stream: true }, { headers })
      .asResponse();
    let told = "";
    for await (const piece of response.body) {
      told += Buffer.from(piece).toString();
      if (told.includes("Hello") && told.endsWith("\n\n")) break;
    }
    const last = told.slice(0, told.indexOf("Hello")).match(/id: (.*)\n/g).pop().slice(4, -1);
    await read(await asked({ stream: true }, { ...headers, "Last-Event-ID": last }));
    break;
  }
  case "models":
    tell("models", (await client.models.list()).data.map((one) => one.id).join(" "));
}
