// What an unmodified `@google/genai` makes of a gateway: MODULE BASE_URL MODEL WHAT.
const [module, base, model, what] = process.argv.slice(2);
const { ApiError, GoogleGenAI } = await import(module);
const ai = new GoogleGenAI({
  apiKey: "k",
  httpOptions: { baseUrl: base.replace(/\/v1$/, ""), timeout: 20000 },
});
const declared = { name: "weather", parametersJsonSchema: { type: "object" } };
const tools = [{ functionDeclarations: [declared] }];

const tell = (name, value) => console.log(`${name}=${value}`);
const tellCall = (call) => tell("call", `${call.id} ${call.name} ${JSON.stringify(call.args)}`);
const tellUsage = (usage) =>
  usage && tell("usage", `${usage.promptTokenCount}+${usage.candidatesTokenCount}`);

async function read(asked) {
  let text = "";
  let finish = null;
  let usage;
  const ids = new Set();
  const calls = [];
  try {
    for await (const chunk of await asked) {
      ids.add(chunk.responseId);
      usage = chunk.usageMetadata ?? usage;
      for (const candidate of chunk.candidates ?? []) {
        finish = candidate.finishReason ?? finish;
        for (const part of candidate.content?.parts ?? []) {
          text += part.text ?? "";
          if (part.functionCall) calls.push(part.functionCall);
        }
      }
    }
  } catch (error) {
    if (error instanceof ApiError) {
      const status = error.message.match(/"status":"([A-Z_]+)"/);
      tell("error", `${error.status} ${status?.[1]}`);
    } else {
      tell("error", error.name);
    }
  }
  tell("text", text);
  tell("finish", finish ?? "None");
  tell("answers", ids.size);
  calls.forEach(tellCall);
  tellUsage(usage);
}

const streamed = (config) =>
  ai.models.generateContentStream({ model, contents: "Hi", config: config ?? {} });

switch (what) {
  case "stream":
    await read(streamed());
    break;
  case "tools":
    await read(streamed({ tools }));
    break;
  case "whole": {
    const config = { tools, systemInstruction: "Be terse." };
    const answer = await ai.models.generateContent({ model, contents: "Hi", config });
    tell("text", answer.candidates[0].content.parts.map((part) => part.text ?? "").join(""));
    tell("finish", answer.candidates[0].finishReason);
    (answer.functionCalls ?? []).forEach(tellCall);
    tellUsage(answer.usageMetadata);
    break;
  }
  case "round": {
    const chat = ai.chats.create({ model, config: { tools } });
    const calls = [];
    for await (const chunk of await chat.sendMessageStream({ message: "Hi" })) {
      calls.push(...(chunk.functionCalls ?? []));
    }
    const message = calls.map(({ id, name }) => ({
      functionResponse: { id, name, response: { output: "sunny" } },
    }));
    let text = "";
    for await (const chunk of await chat.sendMessageStream({ message })) {
      text += chunk.text ?? "";
    }
    tell("text", text);
    break;
  }
  case "refused":
    try {
      await streamed();
    } catch (error) {
      const status = error.message.match(/"status":"([A-Z_]+)"/);
      tell("status", `${error.status} ${status?.[1]}`);
    }
    break;
  case "cancel": {
    const stop = new AbortController();
    const stream = await streamed({ abortSignal: stop.signal });
    await stream.next();
    stop.abort();
    tell("left", "yes");
    for await (const _ of process.stdin);
    break;
  }
  case "count":
    tell("tokens", (await ai.models.countTokens({ model, contents: "Hi there" })).totalTokens);
    break;
  case "list": {
    const names = [];
    for await (const one of await ai.models.list({ config: { pageSize: 1 } })) {
      names.push(one.name);
    }
    tell("models", names.join(" "));
    tell("model", (await ai.models.get({ model })).name);
    break;
  }
}
