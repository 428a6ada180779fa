// What an unmodified `ollama` makes of a gateway: MODULE BASE_URL MODEL WHAT. One "name=value" a line.
const [module, base, model, what] = process.argv.slice(2);
const { Ollama } = await import(module);
const client = new Ollama({ host: base });
const QUESTION = [{ role: "user", content: "Hi" }];
const TOOL = { name: "weather", parameters: { type: "object", properties: {} } };
const TOOLS = [{ type: "function", function: TOOL }];
const SCHEMA = { type: "object", properties: { a: { type: "integer" } } };

const tell = (name, value) => console.log(`${name}=${value}`);

function ended(last) {
  tell("finish", last ? last.done_reason : null);
  if (last) {
    tell("usage", `${last.prompt_eval_count}+${last.eval_count}`);
    tell("timed", Boolean(last.total_duration && last.eval_duration));
  }
}

function calls(message) {
  for (const call of message.tool_calls ?? []) {
    tell("call", `${call.function.name} ${JSON.stringify(call.function.arguments)}`);
  }
}

async function read(asked) {
  let text = "";
  let thinking = "";
  let last = null;
  const called = [];
  try {
    for await (const part of await asked) {
      text += part.message.content ?? "";
      thinking += part.message.thinking ?? "";
      called.push(part.message);
      last = part.done ? part : last;
    }
  } catch (error) {
    tell("error", error.message);
  }
  tell("text", text);
  tell("thinking", thinking);
  called.forEach(calls);
  ended(last);
}

const chat = (more) => client.chat({ model, messages: QUESTION, ...more });

switch (what) {
  case "stream":
    await read(chat({ stream: true }));
    break;
  case "tools":
    await read(chat({ stream: true, tools: TOOLS, think: true }));
    break;
  case "whole": {
    const answer = await chat({ tools: TOOLS, format: SCHEMA });
    tell("text", answer.message.content);
    tell("thinking", answer.message.thinking ?? "");
    calls(answer.message);
    ended(answer);
    break;
  }
  case "history": {
    const first = { function: { name: "weather", arguments: { city: "Oslo" } } };
    const told = [
      { role: "assistant", content: "", thinking: "Hm.", tool_calls: [first] },
      { role: "tool", tool_name: "weather", content: "rain" },
    ];
    const answer = await client.chat({ model, messages: [...QUESTION, ...told], tools: TOOLS });
    tell("text", answer.message.content);
    break;
  }
  case "generate": {
    let text = "";
    let last = null;
    const asked = { model, prompt: "Hi", system: "Be terse.", stream: true };
    for await (const part of await client.generate(asked)) {
      text += part.response;
      last = part;
    }
    tell("text", text);
    ended(last);
    break;
  }
  case "generate-whole": {
    const answer = await client.generate({ model, prompt: "Hi" });
    tell("text", answer.response);
    ended(answer);
    break;
  }
  case "load":
    tell("finish", (await client.chat({ model, messages: [] })).done_reason);
    tell("finish", (await client.generate({ model, prompt: "", keep_alive: 0 })).done_reason);
    for await (const part of await client.generate({ model, prompt: "", stream: true })) {
      tell("finish", part.done_reason);
    }
    break;
  case "refused":
    for (const stream of [true, false]) {
      try {
        await chat({ stream });
      } catch (error) {
        tell("status", error.status_code);
        tell("error", error.message);
      }
    }
    break;
  case "cancel": {
    const stream = await chat({ stream: true });
    for await (const part of stream) {
      break;
    }
    stream.abort();
    tell("left", "yes");
    for await (const _ of process.stdin) {
    }
    break;
  }
  case "list": {
    const names = (await client.list()).models.map((one) => one.model);
    tell("models", names.sort().join(" "));
    const shown = await client.show({ model });
    tell("capabilities", shown.capabilities.join(" "));
    tell("architecture", shown.model_info["general.architecture"]);
    tell("loaded", (await client.ps()).models.length);
    break;
  }
  case "manage":
    for (const ask of [
      () => client.pull({ model: "x" }),
      () => client.embed({ model, input: "x" }),
    ]) {
      try {
        await ask();
      } catch (error) {
        tell("status", error.status_code);
      }
    }
    break;
}
