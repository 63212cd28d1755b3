/** The phase in which an attempt's time limit passed. */
export type TimeoutPhase = "dns" | "connect" | "tls" | "headers";

/** Why an attempt failed. `too-slow`: the answer's body did not end in time. */
export type FailureClass =
  | "dns"
  | "connect"
  | "tls"
  | `timeout-${TimeoutPhase}`
  | "too-slow"
  | "blocked-address"
  | "protocol"
  | `http-${number}`;
