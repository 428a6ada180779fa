// What an unmodified `@tanstack/ai-client` makes of a gateway: PACKAGE BASE_URL MODEL WHAT. One "name=value" a line.
const [home, base, model, what] = process.argv.slice(2);
const { ChatClient, fetchServerSentEvents } = await import(home);
const tell = (name, value) => console.log(`${name}=${value}`);

function client(more) {
  return new ChatClient({
    connection: fetchServerSentEvents(`${base}/agui`),
    threadId: "thread/1 ü",
    forwardedProps: { model },
    onError: (error) => tell("error", error.message),
    onFinish: () => tell("finished", "yes"),
    ...more,
  });
}

function show(one) {
  tell("status", one.getStatus());
  const messages = one.getMessages();
  tell("messages", messages.map(({ role }) => role).join(","));
  for (const part of messages.at(-1).parts) {
    if (part.type === "text" || part.type === "thinking") tell(part.type, part.content);
    else if (part.type === "tool-call") tell("call", `${part.id} ${part.name} ${part.arguments}`);
    else if (part.type === "tool-result") tell("result", part.content);
  }
}

const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

switch (what) {
  case "stream":
  case "resume": {
    const one = client({});
    await one.sendMessage("Hi");
    show(one);
    break;
  }
  case "twice": {
    const one = client({});
    await one.sendMessage("Hi");
    await one.sendMessage("And?");
    show(one);
    break;
  }
  case "tools": {
    const tools = [
      {
        __toolSide: "client",
        name: "weather",
        description: "Tells it",
        inputSchema: { type: "object", properties: {} },
        execute: async (input) => {
          tell("run", JSON.stringify(input));
          return { sky: "blue" };
        },
      },
    ];
    const one = client({ tools });
    await one.sendMessage("Hi");
    await until(() => one.getMessages().at(-1).parts.some((part) => part.content === "Blue."));
    show(one);
    break;
  }
  case "hydrate": {
    const one = client({});
    await one.sendMessage("Hi");
    const thread = await fetchServerSentEvents(`${base}/agui`).hydrate("thread/1 ü");
    tell("thread", JSON.stringify(thread.messages.map(({ role, parts }) => [role, parts])));
    tell("active", JSON.stringify(thread.activeRun));
    break;
  }
  case "join": {
    const connection = fetchServerSentEvents(`${base}/agui`);
    const lost = new AbortController();
    const user = { id: "u", role: "user", parts: [{ type: "text", content: "Hi" }] };
    const context = { threadId: "t", runId: "r", forwardedProps: { model } };
    try {
      for await (const chunk of connection.connect([user], {}, lost.signal, context))
        if (chunk.type === "TEXT_MESSAGE_CONTENT") lost.abort();
    } catch {
      // It was aborted here.
    }
    const { activeRun } = await connection.hydrate("t");
    tell("active", activeRun.runId);
    let text = "";
    const types = new Set();
    for await (const chunk of connection.joinRun(activeRun.runId)) {
      types.add(chunk.type);
      text += chunk.type === "TEXT_MESSAGE_CONTENT" ? chunk.delta : "";
    }
    tell("text", text);
    tell("types", [...types].join(" "));
  }
}
process.exit(0);
