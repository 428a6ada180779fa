// What an unmodified `@ag-ui/client` makes of a gateway: PACKAGE BASE_URL MODEL WHAT. One "name=value" a line.
const [home, base, model, what] = process.argv.slice(2);
const { HttpAgent } = await import(home);
const tell = (name, value) => console.log(`${name}=${value}`);
const forwardedProps = { model };
const tools = [
  { name: "weather", description: "Tells it", parameters: { type: "object", properties: {} } },
];

function agent(more) {
  return new HttpAgent({
    url: `${base}/agui`,
    threadId: "thread/1 ü",
    initialMessages: [{ id: "u1", role: "user", content: "Hi" }],
    ...more,
  });
}

const heard = {
  onRunErrorEvent: ({ event }) => tell("error", `${event.code} ${event.message}`),
  onRunFinishedEvent: ({ event, outcome, pendingToolCallIds }) => {
    tell("finished", `${outcome} ${pendingToolCallIds ?? ""}`);
    for (const used of event.usage ?? []) tell("usage", `${used.inputTokens}+${used.outputTokens}`);
  },
};

function show({ messages }) {
  for (const message of messages) {
    if (message.role === "reasoning") tell("reasoning", `${message.content} ${!!message.encryptedValue}`);
    else if (message.role !== "user") tell(message.role, message.content);
    for (const call of message.toolCalls ?? [])
      tell("call", `${call.id} ${call.function.name} ${call.function.arguments}`);
  }
}

async function run(one, more) {
  try {
    await one.runAgent({ forwardedProps, ...more }, heard);
  } catch (error) {
    tell("rejected", error.message);
  }
}

switch (what) {
  case "stream": {
    const one = agent({});
    await run(one);
    show(one);
    break;
  }
  case "twice": {
    const one = agent({});
    await run(one);
    one.addMessage({ id: "u2", role: "user", content: "And?" });
    await run(one);
    show(one);
    break;
  }
  case "tools": {
    const one = agent({});
    await run(one, { tools });
    for (const call of one.messages.at(-1).toolCalls)
      one.addMessage({ id: `r-${call.id}`, role: "tool", toolCallId: call.id, content: '{"sky":"blue"}' });
    await run(one, { tools });
    show(one);
    break;
  }
  case "abort": {
    const one = agent({});
    const runId = "run-1";
    const done = one.runAgent({ runId, forwardedProps }, {
      onTextMessageContentEvent: () => one.abortRun(),
    });
    await done.catch((error) => tell("rejected", error.name));
    const stopped = await fetch(`${base}/agui/${runId}/stop`, { method: "POST" });
    tell("stopped", stopped.status);
    break;
  }
  case "join": {
    const ids = { threadId: "t", runId: "r", protocolVersion: "1.0" };
    const body = JSON.stringify({ ...ids, messages: [{ id: "u", role: "user", content: "Hi" }], forwardedProps });
    const post = (headers = {}) =>
      fetch(`${base}/agui`, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });
    const first = await post();
    const whole = await first.text();
    const again = await post();
    tell("again", (await again.text()) === whole);
    const places = whole.match(/^id: .*$/gm);
    const rest = await (await post({ "Last-Event-ID": places.at(-3).slice(4) })).text();
    tell("rest", rest === whole.slice(whole.indexOf(places.at(-2))));
    const joined = await fetch(`${base}/agui?runId=r`);
    tell("joined", (await joined.text()) === whole);
    const thread = await (await fetch(`${base}/agui?threadId=t`)).json();
    tell("thread", JSON.stringify(thread.messages.map(({ role, parts }) => [role, parts])));
    tell("active", JSON.stringify(thread.activeRun));
  }
}
process.exit(0);
