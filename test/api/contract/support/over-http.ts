import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import type { Answer } from "./document.ts";
import type { Sent } from "./requests.ts";
import type { Send } from "./world.ts";

/** Sends requests over HTTP, also those that a well-behaved client would mend or refuse to send. */
export function sendOverHttp(api: string): { send: Send; close(): void } {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(api);

  const send: Send = ({ route, path, query, headers, key, body }: Sent) =>
    new Promise<Answer>((resolve, reject) => {
      const [method, template = ""] = route.split(" ");
      const filled = template.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(path[name] ?? ""));
      const search = new URLSearchParams(query).toString();
      const authorization = key === undefined ? {} : { authorization: bytes(`Bearer ${key}`) };
      const outgoing = request({
        agent,
        hostname,
        port,
        method,
        path: search ? `${filled}?${search}` : filled,
        headers: { ...headers, ...authorization, "content-length": Buffer.byteLength(body ?? "") },
      });
      outgoing.once("error", reject).once("response", (incoming) => {
        text(incoming).then(
          (read) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text: read }),
          reject,
        );
      });
      outgoing.end(body);
    });

  return { send, close: () => agent.destroy() };
}

/** Headers are bytes. This is what a client sends that encodes strings in UTF-8. */
const bytes = (value: string): string => Buffer.from(value).toString("latin1");
