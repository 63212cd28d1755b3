import type { FailureClass } from "./failure-class.ts";
import type { AttemptTrigger } from "./trigger.ts";

/** The duration of each phase of an attempt, in milliseconds. A kept-alive socket has no `dns`, `connect` and `tls`. */
export interface PhaseTimings {
  dns?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  total: number;
}

/** One POST and its result. */
export interface Attempt {
  /** 1 for the first POST of a delivery, in all runs. */
  number: number;
  at: string;
  url: string;
  status?: number;
  failure?: FailureClass;
  /** One sentence about the failure for people. It contains no secrets. */
  detail?: string;
  timings: PhaseTimings;
  trigger: AttemptTrigger;
  /** The headers that were sent, with secret values masked. */
  requestHeaders?: Record<string, string>;
  /** `sha256:<hex>` of the body that was sent. */
  bodyDigest?: string;
  /** Absent if there was no answer. */
  answerHeaders?: Record<string, string>;
  /** The first KiB of the answer's body. */
  excerpt: string;
  /** The version of the subscription's secret that signed. Absent if a test send had a secret of its own. */
  secretVersion?: string;
}
