import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { testCredentials } from "../support/test-credentials.ts";

/** A call that AWS receives. The target `DynamoDB_20120810.BatchGetItem` is the action `BatchGetItem`. */
export interface AwsCall {
  action: string;
  // The JSON of the request. Its shape depends on the action.
  input: Record<string, unknown>;
}

/** An error answer. A script throws it. */
export class AwsFailure extends Error {
  readonly status: number;
  readonly fields: object;

  constructor(name: string, status = 400, fields: object = {}) {
    super(name);
    this.status = status;
    this.fields = { __type: name, message: name, ...fields };
  }
}

/** Returns the JSON of AWS's answer to a call, or throws an `AwsFailure`. */
type Script = (call: AwsCall) => object;

export interface ScriptedAws {
  /** Settings for an SDK client. */
  overrides: { endpoint: string } & typeof testCredentials;
  calls: AwsCall[];
  /** Replaces the script, and clears `calls`. */
  play(script: Script): void;
  stop(): Promise<void>;
}

/** An AWS with scripted answers, for behavior that no real or emulated service shows on demand. */
export async function startScriptedAws(): Promise<ScriptedAws> {
  const calls: AwsCall[] = [];
  let script: Script = () => ({});
  const server = createServer(async (request, response) => {
    const call = callOf(String(request.headers["x-amz-target"]), await text(request));
    calls.push(call);
    const { status, body } = answerOf(script, call);
    const isForm = request.headers["content-type"] === "application/x-www-form-urlencoded";
    const type = isForm ? "text/xml" : "application/x-amz-json-1.0";
    response.writeHead(status, { "content-type": type }).end(isForm ? xmlOf(body) : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    overrides: { endpoint: `http://127.0.0.1:${port}`, ...testCredentials },
    calls,
    play(next) {
      calls.length = 0;
      script = next;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** SNS gets forms without a target, all other services get JSON. */
function callOf(target: string, body: string): AwsCall {
  const { Action: formAction, ...form } = Object.fromEntries(new URLSearchParams(body));
  if (formAction) return { action: formAction, input: form };
  return { action: target.split(".").at(-1) ?? "", input: JSON.parse(body) };
}

/** https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html */
const xmlOf = ({ __type, message }: { __type?: string; message?: string }): string =>
  __type
    ? `<ErrorResponse><Error><Code>${__type}</Code><Message>${message}</Message></Error></ErrorResponse>`
    : "<PublishResponse><PublishResult><MessageId>m</MessageId></PublishResult></PublishResponse>";

function answerOf(script: Script, call: AwsCall): { status: number; body: object } {
  try {
    return { status: 200, body: script(call) };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    return { status: error.status, body: error.fields };
  }
}
