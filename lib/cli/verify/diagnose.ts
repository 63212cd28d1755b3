import { VerificationError, type VerificationFailure, type Verified, verify } from "../../dialects/verify/index.ts";
import { timeText } from "../output/text.ts";
import type { Against, CapturedRequest } from "./captured-request.ts";
import { dialectsOf } from "./dialect-names.ts";
import { findLikelyMistake } from "./likely-mistakes.ts";

export interface Diagnosis {
  verified?: Verified;
  reason?: VerificationFailure;
  /** Sentences for people, the most helpful first. */
  words: string[];
}

/** Verifies a request. When verification fails, finds the cause. */
export async function diagnose(request: CapturedRequest, against: Against): Promise<Diagnosis> {
  try {
    return { verified: await verify(request, against), words: [] };
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    const words = [...(await wordsFor(error, request, against)), ...request.notes];
    return { reason: error.reason, words };
  }
}

async function wordsFor(error: VerificationError, request: CapturedRequest, against: Against): Promise<string[]> {
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
      return [`The signature is valid, but the body is not JSON. ${error.message}.`];
  }
}

const TOLERANCE_SECONDS = 300;

/** The timestamp matters only when the signature is valid, so this checks the signature first. */
async function wordsOnTime(request: CapturedRequest, against: Against): Promise<string[]> {
  try {
    const { timestamp } = await verify(request, { ...against, toleranceSeconds: Number.POSITIVE_INFINITY });
    const seconds = Math.round((against.now() - Number(timestamp)) / 1000);
    const when = seconds > 0 ? `${seconds} s before` : `${-seconds} s after`;
    return [
      `The signature is valid, but its time is ${timeText(timestamp?.toISOString() ?? "")}, ${when} the time of receipt.`,
      `Receivers accept ${TOLERANCE_SECONDS} s either way. If the request was on time, the receiver's clock is wrong.`,
      "For an older capture, set the time of receipt with --received-at.",
    ];
  } catch (error) {
    if (!(error instanceof VerificationError)) throw error;
    return ["The timestamp is outside the tolerance.", ...(await wordsFor(error, request, against))];
  }
}

async function wordsOnSignature(
  error: VerificationError,
  request: CapturedRequest,
  against: Against,
): Promise<string[]> {
  const mistake = await findLikelyMistake(request, against);
  if (mistake) return [`The signature does not match. ${mistake}`];
  return [
    `${error.message}.`,
    "Either the secret is wrong (was it rotated?), or something changed the body on its way.",
    "Use the body's bytes exactly as received, before anything parses them.",
  ];
}

async function wordsOnSecret(error: VerificationError, request: CapturedRequest, against: Against): Promise<string[]> {
  const mistake = await findLikelyMistake(request, against);
  return [`${error.message}. The given secret has another format.`, ...(mistake ? [mistake] : [])];
}

function wordsOnHeaders({ headers }: CapturedRequest, { dialect }: Against): string[] {
  const others = dialectsOf(headers).filter((name) => name !== dialect);
  if (others.length === 0) return ["Check whether a proxy or a framework removed headers."];
  return [`The request has the headers of ${others.join(" or ")}. Try --dialect ${others[0]}.`];
}
