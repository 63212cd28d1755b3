import { VerificationError, type VerificationFailure, type Verified, verify } from "../../dialects/verify/index.ts";
import { timeText } from "../output/text.ts";
import type { Against, Received } from "./captured-request.ts";
import { dialectsOf } from "./dialect-names.ts";
import { whatWouldFit } from "./likely-mistakes.ts";

export interface Diagnosis {
  verified?: Verified;
  reason?: VerificationFailure;
  /** In plain words, the most telling first. */
  words: string[];
}

/** Verifies a request, and finds out what is wrong with one that does not verify. */
export async function diagnose(request: Received, against: Against): Promise<Diagnosis> {
  try {
    return { verified: await verify(request, against), words: [] };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const words = [...(await wordsFor(error, request, against)), ...request.notes];
    return { reason: error.reason, words };
  }
}

async function wordsFor(error: VerificationError, request: Received, against: Against): Promise<string[]> {
  switch (error.reason) {
    case "too-old":
    case "too-new":
      return wordsOnTime(request, against);
    case "bad-signature":
      return wordsOnSignature(error, request, against);
    case "missing-header":
    case "bad-timestamp":
      return [`${error.message}.`, ...wordsOnHeaders(request, against)];
    case "bad-secret":
      return wordsOnSecret(error, request, against);
    case "bad-body":
      return [`The signature is right, but what was signed is no JSON. ${error.message}.`];
  }
}

const TOLERANCE_SECONDS = 300;

/** Whatever the signature says: only then the time is worth a word. */
async function wordsOnTime(request: Received, against: Against): Promise<string[]> {
  try {
    const { timestamp } = await verify(request, { ...against, toleranceSeconds: Number.POSITIVE_INFINITY });
    const seconds = Math.round((against.now() - Number(timestamp)) / 1000);
    const when = seconds > 0 ? `${seconds} s before` : `${-seconds} s after`;
    return [
      `The signature is right, but it was made at ${timeText(timestamp?.toISOString() ?? "")}, ${when} the time of receipt.`,
      `Receivers accept ${TOLERANCE_SECONDS} s either way. If it came in time, the receiver's clock is wrong.`,
      "Of an older capture, say when it came with --received-at.",
    ];
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return ["The timestamp is out of the window.", ...(await wordsFor(error, request, against))];
  }
}

async function wordsOnSignature(error: VerificationError, request: Received, against: Against): Promise<string[]> {
  const fits = await whatWouldFit(request, against);
  if (fits) return [`The signature does not fit as it is. ${fits}`];
  return [
    `${error.message}.`,
    "Either the secret is another one (has it been rotated?), or the body was changed on its way.",
    "Take the body's bytes as they arrived, before anything parses them.",
  ];
}

async function wordsOnSecret(error: VerificationError, request: Received, against: Against): Promise<string[]> {
  const fits = await whatWouldFit(request, against);
  return [`${error.message}. The one that was given is not.`, ...(fits ? [fits] : [])];
}

function wordsOnHeaders({ headers }: Received, { dialect }: Against): string[] {
  const others = dialectsOf(headers).filter((name) => name !== dialect);
  if (others.length === 0) return ["Did a proxy or a framework remove headers?"];
  return [`It has the headers of ${others.join(" or ")}: try --dialect ${others[0]}.`];
}
