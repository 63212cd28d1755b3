import type { SendResult } from "../core/delivery/outcome.ts";

export interface SendRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
  verifyTls: boolean;
  /** Called once the endpoint's address can be reached: there is a connection. */
  onConnect?: (() => void) | undefined;
}

export interface Sender {
  /** POSTs once. Never rejects: the result describes failures too. */
  send(request: SendRequest): Promise<SendResult>;
}
