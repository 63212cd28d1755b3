import { type HeadersLike, type ReceivedRequest, verify } from "../../../lib/dialects/verify/index.ts";
import { NOW, type ProductSender } from "./product-senders.ts";

export const now = () => NOW * 1000;

/** Returns a receiver of the sender's POSTs, whose clock says `NOW`. */
export const receiverOf =
  (sender: ProductSender, secrets: string | string[]) => (headers: HeadersLike, body: ReceivedRequest["body"]) =>
    verify({ headers, body }, { dialect: sender.dialect, secrets, now });

/**
 * Resolves to `accepted` or to the reason of the rejection. Resolves to the error itself if it has no reason, or doesn't
 * say in words what is wrong.
 */
export const verifyOutcome = async (work: Promise<unknown>): Promise<unknown> =>
  await work.then(
    () => "accepted",
    (error: { reason?: unknown; message: string }) =>
      error.reason !== undefined && /\w \w/.test(error.message) ? error.reason : error,
  );
