import { type HeadersLike, verify } from "../../../lib/dialects/verify/index.ts";
import { NOW, type Sender } from "./senders.ts";

export const now = () => NOW * 1000;

/** Verifies as a receiver of the sender's product would, at the time `NOW`. */
export const receiverOf =
  (sender: Sender, secrets: string | string[]) => (headers: HeadersLike, body: string | Uint8Array) =>
    verify({ headers, body }, { dialect: sender.dialect, secrets, now });

/** `accepted`, or the reason of the refusal; the error itself when it has none. */
export const outcomeOf = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => "accepted",
    (error: { reason?: unknown }) => error.reason ?? error,
  );
