/** Why a request was not accepted. All but `bad-secret`, the receiver's own fault, come from what was sent. */
export type VerificationFailure =
  | "missing-header"
  | "bad-timestamp"
  | "too-old"
  | "too-new"
  | "bad-signature"
  | "bad-secret"
  | "bad-body";

/** The request is not to be trusted. Neither text nor reason gives a secret or a signature away. */
export class VerificationError extends Error {
  override name = "VerificationError";
  readonly reason: VerificationFailure;

  constructor(reason: VerificationFailure, message: string) {
    super(message);
    this.reason = reason;
  }
}
