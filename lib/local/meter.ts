import type { Backend } from "./aws/backend.ts";
import type { WorkerUsage } from "./functions/worker-messages.ts";
import type { HttpApi } from "./http-api/http-api.ts";

/** An invocation that ended, with an answer or an error. */
export interface MeteredInvocation extends WorkerUsage {
  functionName: string;
  memoryMb: number;
}

/** Sees everything that AWS bills for. A twin has none by default. */
export interface Meter {
  /**
   * Wraps the backend of a service, by its name in the signature's scope. All calls pass through it: those of the
   * functions, of the queues' pollers, and of the twin itself when it creates resources.
   */
  backend(service: string, backend: Backend): Backend;
  /** Wraps an HTTP API. */
  httpApi(api: HttpApi): HttpApi;
  invoked(invocation: MeteredInvocation): void;
  /** Called with the bytes that a function or an access log writes. */
  logged(log: string, bytes: number): void;
}
