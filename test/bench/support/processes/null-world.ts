import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { nullAws } from "../null-aws.ts";
import { answering } from "./answering.ts";

/** URLs of the servers that a measured process calls. They run in another process, so their CPU does not count. */
export interface NullWorld {
  aws: string;
  receiver: string;
}

/** How the receiver answers. */
export interface NullWorldQuestion {
  receiver: "quick" | "endless";
  /** @default 1 */
  subscriptions?: number;
}

const CHUNK = Buffer.alloc(64 * 1024, "x");

answering(async ({ receiver: kind, subscriptions = 1 }: NullWorldQuestion): Promise<NullWorld> => {
  const receiver = await listen(kind === "quick" ? answerQuickly : answerForEver);
  const answerOf = nullAws(`${receiver}/webhooks/posthorn`, subscriptions);
  const aws = await listen(async (request, response) => {
    const answer = answerOf(String(request.headers["x-amz-target"]), await text(request));
    response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end(answer);
  });
  return { aws, receiver };
});

function answerQuickly(request: IncomingMessage, response: ServerResponse): void {
  request.resume().once("end", () => response.writeHead(200, { "content-length": 2 }).end("ok"));
}

function answerForEver(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(200);
  const more = () => {
    while (!response.destroyed && response.write(CHUNK));
  };
  response.on("drain", more);
  more();
}

function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}
