// What an unmodified `ai` makes of a gateway: PACKAGE BASE_URL MODEL WHAT. One "name=value" a line.
const [home, base, model, what] = process.argv.slice(2);
const {
  AbstractChat,
  DefaultChatTransport,
  lastAssistantMessageIsCompleteWithApprovalResponses,
  lastAssistantMessageIsCompleteWithToolCalls,
} = await import(home);
const tell = (name, value) => console.log(`${name}=${value}`);

class State {
  status = "ready";
  error = undefined;
  messages = [];
  pushMessage = (message) => (this.messages = [...this.messages, message]);
  popMessage = () => (this.messages = this.messages.slice(0, -1));
  replaceMessage = (index, message) =>
    (this.messages = this.messages.map((one, i) => (i === index ? structuredClone(message) : one)));
  snapshot = (thing) => structuredClone(thing);
}

class Chat extends AbstractChat {
  constructor(more) {
    super({
      id: "chat/1 ü?",
      transport: new DefaultChatTransport({ api: `${base}/api/chat`, body: { model, ...more.body } }),
      state: new State(),
      onFinish: ({ isAbort, isDisconnect, isError, finishReason }) =>
        (this.finished = { isAbort, isDisconnect, isError, finishReason }),
      ...more,
    });
  }
}

function show(chat) {
  tell("status", chat.status);
  if (chat.error) tell("error", chat.error.message);
  tell("messages", chat.messages.map((message) => message.role).join(","));
  const last = chat.messages.at(-1);
  for (const part of last.parts) {
    if (part.type === "text" || part.type === "reasoning") tell(part.type, part.text);
    else if (part.type.startsWith("tool-") || part.type === "dynamic-tool")
      tell(part.type, `${part.state} ${JSON.stringify(part.input)} ${JSON.stringify(part.output)}`);
  }
  tell("ids", new Set(chat.messages.map((message) => message.id)).size);
  const usage = last.metadata?.usage;
  if (usage) tell("usage", `${usage.inputTokens}+${usage.outputTokens}`);
}

const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};
const heard = (chat, text) =>
  until(() => chat.messages.at(-1)?.parts.some((part) => part.text?.includes(text)));

switch (what) {
  case "stream": {
    const chat = new Chat({});
    await chat.sendMessage({ text: "Hi" });
    show(chat);
    break;
  }
  case "reasoning": {
    const chat = new Chat({});
    await chat.sendMessage({ text: "Hi" });
    await chat.sendMessage({ text: "And?" });
    show(chat);
    break;
  }
  case "tools": {
    const tools = { weather: { description: "Tells it", inputSchema: { type: "object" } } };
    const chat = new Chat({
      body: { tools },
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithToolCalls,
      onToolCall: ({ toolCall }) => {
        tell("call", `${toolCall.toolName} ${JSON.stringify(toolCall.input)}`);
        (chat.addToolOutput ?? chat.addToolResult)({
          tool: toolCall.toolName,
          toolCallId: toolCall.toolCallId,
          output: { sky: "blue" },
        });
      },
    });
    await chat.sendMessage({ text: "Hi" });
    await until(() => chat.status === "ready" && chat.messages.at(-1).metadata?.usage);
    await until(() => chat.messages.at(-1).parts.some((part) => part.text === "Blue."));
    await until(() => chat.status === "ready");
    show(chat);
    break;
  }
  case "approve": {
    const chat = new Chat({
      sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses,
    });
    await chat.sendMessage({ text: "Hi" });
    const part = chat.messages.at(-1).parts.find((one) => one.approval);
    tell("asked", `${part.toolName} ${part.state}`);
    await chat.addToolApprovalResponse({ id: part.approval.id, approved: true });
    await until(() => chat.messages.at(-1).parts.some((one) => one.text === "Done."));
    await until(() => chat.status === "ready");
    show(chat);
    break;
  }
  case "stop": {
    const chat = new Chat({});
    const sent = chat.sendMessage({ text: "Hi" });
    await heard(chat, "Hello");
    const stopped = await fetch(`${base}/api/chat/${encodeURIComponent(chat.id)}/stop`, {
      method: "POST",
    });
    tell("stopped", stopped.status);
    await sent;
    show(chat);
    break;
  }
  case "abort": {
    const chat = new Chat({});
    const sent = chat.sendMessage({ text: "Hi" });
    await heard(chat, "Hello");
    await chat.stop();
    await sent;
    const again = new Chat({});
    again.messages = chat.messages;
    await again.resumeStream();
    show(again);
    break;
  }
  case "resume": {
    const chat = new Chat({});
    await chat.sendMessage({ text: "Hi" });
    tell("lost", chat.status);
    await chat.resumeStream();
    show(chat);
    await chat.resumeStream();
    tell("idle", chat.status);
    break;
  }
  case "idle": {
    const transport = new DefaultChatTransport({ api: `${base}/api/chat` });
    tell("idle", await transport.reconnectToStream({ chatId: "none/ of %them" }));
    break;
  }
  case "regenerate": {
    const chat = new Chat({});
    await chat.sendMessage({ text: "Hi" });
    await chat.regenerate();
    show(chat);
  }
}
process.exit(0);
