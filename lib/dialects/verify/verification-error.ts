/** Why a request was rejected. `bad-secret` is the receiver's mistake, the others come from the request. */
export type VerificationFailure =
  | "missing-header"
  | "bad-timestamp"
  | "too-old"
  | "too-new"
  | "bad-signature"
  | "bad-secret"
  | "bad-body";

/** The request can't be trusted. Neither the message nor the reason reveals a secret or a signature. */
export class VerificationError extends Error {
  override name = "VerificationError";
  readonly reason: VerificationFailure;

  constructor(reason: VerificationFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}
