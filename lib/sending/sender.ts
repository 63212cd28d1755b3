import type { SendResult } from "../core/delivery/outcome.ts";

export interface SendRequest {
  url: string;
  headers: Record<string, string>;
  body: Buffer;
  timeoutMs: number;
  verifyTls: boolean;
}

export interface Sender {
  /** POSTs once. Never rejects: whatever happens is in the result. */
  send(request: SendRequest): Promise<SendResult>;
}
