import { expect } from "vitest";
import type { TwinFile } from "../../../lib/local/twin-file.ts";

interface RequestOptions {
  /** The default is the demo tenant's key. */
  key?: string;
  /** A string is sent as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** Sends a request to a twin's API. `body` in the answer is the parsed JSON, if the answer is JSON. */
export async function request(twin: TwinFile, method: string, path: string, options: RequestOptions = {}) {
  const { key = twin.apiKey, body, headers } = options;
  const response = await fetch(`${twin.api}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
    body: body === undefined ? null : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get("content-type") ?? "");
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

/** Calls a twin's API as the demo tenant. Expects the status, and resolves with the answer's body. */
export const call = <T>(twin: TwinFile, method: string, path: string, body?: unknown, status = 200): Promise<T> =>
  expectedBody(request(twin, method, path, { body }), status);

/** Calls a twin's API as the operator. Expects the status, and resolves with the answer's body. */
export const operate = <T>(twin: TwinFile, method: string, path: string, body?: unknown, status = 200): Promise<T> =>
  expectedBody(request(twin, method, path, { key: twin.adminKey, body }), status);

async function expectedBody<T>(sent: ReturnType<typeof request>, expected: number): Promise<T> {
  const { status, text, body } = await sent;
  expect([status, text]).toEqual([expected, expect.anything()]);
  return body as T;
}

export interface Subscribed {
  id: string;
  secret: string;
}

/** Creates a subscription. By default, it receives every event. */
export const subscribe = (twin: TwinFile, url: string, more: object = {}): Promise<Subscribed> =>
  call(twin, "POST", "/subscriptions", { url, events: ["*"], ...more }, 201);

export const send = (twin: TwinFile, event: object): Promise<{ id: string; deliveries: number }> =>
  call(twin, "POST", "/events", event, 202);
