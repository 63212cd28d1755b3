import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { AnswerCall, AwsCall } from "../../../lib/local/aws/aws-calls.ts";
import { MAX_PAYLOAD_BYTES } from "../../../lib/local/functions/function-error.ts";
import type { FunctionSpec } from "../../../lib/local/functions/function-spec.ts";
import { createLocalFunction, type LocalFunction } from "../../../lib/local/functions/local-function.ts";
import { workerEnvironment } from "../../../lib/local/functions/worker-environment.ts";

const HANDLER = `
import http from "node:http";
import { text } from "node:stream/consumers";
let served = 0;
const tasks = {
  echo: (event) => event,
  environment: () => ({ ...process.env }),
  context: (_event, context) => ({ ...context, left: context.getRemainingTimeInMillis() }),
  fail: () => { throw new TypeError("no such thing") },
  exit: () => process.exit(3),
  crash: () => new Promise(() => setTimeout(() => { throw new Error("from a timer") })),
  hang: () => new Promise(() => {}),
  spin: () => { for (;;); },
  memory: () => { const all = []; for (;;) all.push(new Array(1e6).fill(all.length)); },
  print: (event) => { console.log(event.text); console.error("and an error"); },
  nothing: () => undefined,
  call: ({ port, parts, headers }) => new Promise((resolve) => {
    const request = http.request({ hostname: "127.0.0.1", port, method: "POST", headers }, async (response) => {
      const { statusCode, headers } = response;
      resolve({ statusCode, headers, body: await text(response) });
    });
    request.on("error", ({ code }) => resolve(code));
    for (const part of parts) request.write(Buffer.from(part, "base64"));
    request.end();
  }),
  giveUp: ({ port, headers }) => new Promise((resolve) => {
    const request = http.request({ hostname: "127.0.0.1", port, method: "POST", headers });
    request.on("error", ({ message }) => resolve(message));
    request.end("hang", () => request.destroy(new Error("gave up")));
  }),
  slow: (event) => new Promise((resolve) => setTimeout(resolve, event.ms, "done")),
};
export const handler = async (event, context) => {
  served++;
  const result = await tasks[event.task](event, context);
  return event.task === "echo" ? { result, served } : result;
};
export const broken = 1;
`;

/** The headers of a signed request. */
const SIGNED = { "X-Amz-Target": "AmazonSQS.SendMessage", authorization: "AWS4-HMAC-SHA256 Credential=AK" };

let directory: string;
const started: LocalFunction[] = [];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "function-"));
  writeFileSync(join(directory, "index.mjs"), HANDLER);
  writeFileSync(join(directory, "bad.mjs"), "throw new Error('missing environment variables: X')");
});
afterEach(() => Promise.all(started.splice(0).map((one) => one.stop())));
afterAll(() => rmSync(directory, { recursive: true }));

function setup(changes: Partial<FunctionSpec> = {}) {
  const spec: FunctionSpec = {
    name: "posthorn-test",
    arn: "arn:aws:lambda:us-east-1:000000000000:function:posthorn-test",
    roleArn: "arn:aws:iam::000000000000:role/test",
    codeDirectory: directory,
    handler: "index.handler",
    environment: { TABLE_NAME: "things" },
    timeoutSeconds: 5,
    memoryMb: 128,
    concurrency: undefined,
    recursiveLoop: "Terminate",
    ...changes,
  };
  const aws = { region: "eu-west-1", endpoint: "http://127.0.0.1:1", accessKeyId: "AK", secretAccessKey: "SK" };
  const logged: string[] = [];
  const failed: Error[] = [];
  const calls: AwsCall[] = [];
  const answerCall: AnswerCall = async (call) => {
    calls.push(call);
    if (call.body === "hang") await new Promise(() => undefined);
    return {
      status: 400,
      headers: { "x-amzn-query-error": "no" },
      body: `${call.headers["x-amz-target"]} ${call.body}`,
    };
  };
  const local = createLocalFunction({
    spec,
    environment: workerEnvironment(spec, aws),
    aws: { endpoint: aws.endpoint, answerCall },
    log: (chunk) => logged.push(chunk.toString()),
    failed: (error) => failed.push(error),
  });
  started.push(local);
  return { ...local, logged, failed, calls };
}

test("answers with the handler's return value, converted through JSON", async () => {
  const { invoke } = setup();
  const event = { task: "echo", at: new Date(0), gone: undefined, list: [1, "é", null] };
  expect(await invoke(event)).toEqual({
    result: { task: "echo", at: "1970-01-01T00:00:00.000Z", list: [1, "é", null] },
    served: 1,
  });
  expect(await invoke({ task: "nothing" })).toBeNull();
});

test("the environment has the template's and Lambda's variables, and none of this process", async () => {
  process.env.OF_THE_TWIN = "1";
  const environment = (await setup().invoke({ task: "environment" })) as Record<string, string>;
  expect(environment).toMatchObject({
    TABLE_NAME: "things",
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "AK",
    AWS_SECRET_ACCESS_KEY: "SK",
    AWS_LAMBDA_FUNCTION_NAME: "posthorn-test",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "128",
    AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_SECRETS_MANAGER: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_EVENTBRIDGE: "http://127.0.0.1:1",
    AWS_ENDPOINT_URL_SNS: "http://127.0.0.1:1",
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: "index.handler",
  });
  expect(environment._X_AMZN_TRACE_ID).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/);
  expect(environment.OF_THE_TWIN).toBeUndefined();
});

test("the context tells the function its name and its remaining time", async () => {
  const context = (await setup({ timeoutSeconds: 4 }).invoke({ task: "context" })) as Record<string, unknown>;
  expect(context).toMatchObject({ functionName: "posthorn-test", memoryLimitInMB: "128", functionVersion: "$LATEST" });
  expect(context.invokedFunctionArn).toMatch(/:function:posthorn-test$/);
  expect(context.awsRequestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(context.left).toBeGreaterThan(3000);
  expect(context.left).toBeLessThanOrEqual(4000);
});

test("an error fails the invocation, and the worker stays alive", async () => {
  const { invoke, failed, logged } = setup();
  await expect(invoke({ task: "fail" })).rejects.toMatchObject({ name: "TypeError", message: "no such thing" });
  expect(await invoke({ task: "echo" })).toMatchObject({ served: 2 });
  expect(failed).toHaveLength(1);
  expect(logged.join("")).toContain("TypeError: no such thing");
});

test.each(["hang", "spin"])("a handler that does not end (%s) is stopped at its time limit", async (task) => {
  const { invoke } = setup({ timeoutSeconds: 0.3 });
  const error = { name: "Sandbox.Timedout", message: "Task timed out after 0.30 seconds" };
  await expect(invoke({ task })).rejects.toMatchObject(error);
  expect(await invoke({ task: "echo" })).toMatchObject({ served: 1 });
});

test.each([
  ["exit", "Runtime.ExitError", "Runtime exited with exit status 3"],
  ["crash", "Runtime.UnhandledException", "from a timer"],
  ["memory", "Runtime.OutOfMemory", "memory limit"],
])(
  "a worker that dies (%s) fails its invocation; the next invocation gets a new worker",
  async (task, name, message) => {
    const { invoke } = setup({ memoryMb: 64 });
    const error = { name, message: expect.stringContaining(message) };
    await expect(invoke({ task })).rejects.toMatchObject(error);
    expect(await invoke({ task: "echo" })).toMatchObject({ served: 1 });
  },
);

test.each([
  ["bad.handler", "missing environment variables: X"],
  ["index.broken", "broken is undefined or not exported"],
  ["gone.handler", "no module for the handler gone.handler"],
])("a function that cannot be loaded (%s) fails each invocation", async (handler, message) => {
  const { invoke } = setup({ handler });
  await expect(invoke({ task: "echo" })).rejects.toThrow(message);
  await expect(invoke({ task: "echo" })).rejects.toThrow(message);
});

test("a worker runs one invocation at a time, and a function has no more workers than its concurrency", async () => {
  const { invoke } = setup({ concurrency: 2 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => invoke({ task: "echo" })));
  const served = answers.map((answer) => (answer as { served: number }).served);
  expect(served.filter((count) => count === 1).length).toBeLessThanOrEqual(2);
  expect(served.reduce((sum, count) => Math.max(sum, count))).toBeGreaterThanOrEqual(3);
});

test("invocations that only wait run in parallel", async () => {
  const { invoke } = setup();
  await invoke({ task: "echo" });
  const startMs = performance.now();
  await Promise.all(Array.from({ length: 3 }, () => invoke({ task: "slow", ms: 700 })));
  expect(performance.now() - startMs).toBeLessThan(1900);
});

test("short invocations in a row need one worker, while a neighbour waits", async () => {
  const { invoke } = setup();
  void invoke({ task: "slow", ms: 60_000 }).catch(() => undefined);
  const served: number[] = [];
  for (let n = 0; n < 4; n++) served.push(((await invoke({ task: "echo" })) as { served: number }).served);
  expect(served).toEqual([1, 2, 3, 4]);
});

test("a handler's output goes to the log", async () => {
  const { invoke, logged } = setup();
  await invoke({ task: "print", text: "hello from inside" });
  await vi.waitFor(() => {
    expect(logged.join("")).toContain("hello from inside\n");
    expect(logged.join("")).toContain("and an error\n");
  });
});

test("an event above Lambda's limit is rejected without invoking the function", async () => {
  const { invoke } = setup();
  const event = { task: "echo", text: "x".repeat(MAX_PAYLOAD_BYTES) };
  await expect(invoke(event)).rejects.toMatchObject({ name: "RequestTooLargeException" });
});

test("stopping ends running and waiting invocations", async () => {
  const local = setup({ concurrency: 1 });
  await local.invoke({ task: "echo" });
  const outcomes = Promise.allSettled([local.invoke({ task: "hang" }), local.invoke({ task: "echo" })]);
  await local.stop();
  expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  await expect(local.invoke({ task: "echo" })).rejects.toThrow("stopped");
});

test("requests to the endpoint of AWS are answered without HTTP", async () => {
  const { invoke } = setup();
  const [first, second] = [Buffer.from("é").subarray(0, 1), Buffer.from("é").subarray(1)];
  const parts = [first, second].map((part) => part.toString("base64"));
  expect(await invoke({ task: "call", port: 1, parts, headers: SIGNED })).toEqual({
    statusCode: 400,
    headers: { "x-amzn-query-error": "no" },
    body: "AmazonSQS.SendMessage é",
  });
});

test("requests to other servers take HTTP", async () => {
  const { invoke, calls } = setup();
  expect(await invoke({ task: "call", port: 2, parts: [], headers: SIGNED })).toBe("ECONNREFUSED");
  expect(calls).toEqual([]);
});

test("a POST to a receiver that has the endpoint's address takes HTTP", async () => {
  const { invoke, calls } = setup();
  const headers = { "webhook-id": "evt_1", authorization: "Bearer secret" };
  expect(await invoke({ task: "call", port: 1, parts: [], headers })).toBe("ECONNREFUSED");
  expect(calls).toEqual([]);
});

test.each([
  ["a request that the handler gives up", { task: "giveUp", port: 1, headers: SIGNED }, {}],
  [
    "a request of an invocation that times out",
    { task: "call", port: 1, parts: ["aGFuZw=="], headers: SIGNED },
    { timeoutSeconds: 0.5 },
  ],
])("%s is aborted", async (_name, event, changes) => {
  const { invoke, calls } = setup(changes);
  await invoke(event).catch(() => undefined);
  await vi.waitFor(() => expect(calls.map(({ signal }) => signal.aborted)).toEqual([true]));
});
