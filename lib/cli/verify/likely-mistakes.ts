import { VerificationError, verify } from "../../dialects/verify/index.ts";
import type { Against, CapturedRequest } from "./captured-request.ts";
import { dialectsOf } from "./dialect-names.ts";

/** The same request with one likely mistake undone. */
interface Variant {
  request: CapturedRequest;
  against: Against;
  /** A sentence that names the mistake, for when this variant verifies. */
  words: string;
}

/** Tries common mistakes, and resolves with a sentence on the first one that explains the signature. */
export async function findLikelyMistake(request: CapturedRequest, against: Against): Promise<string | undefined> {
  for (const variant of [...bodies(request, against), ...secrets(request, against), ...dialects(request, against)]) {
    if (await hasValidSignature(variant)) return variant.words;
  }
  return undefined;
}

async function hasValidSignature({ request, against }: Variant): Promise<boolean> {
  try {
    await verify(request, { ...against, toleranceSeconds: Number.POSITIVE_INFINITY });
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return error.reason === "bad-body";
    throw error;
  }
}

function bodies(request: CapturedRequest, against: Against): Variant[] {
  const text = request.body.toString();
  const changed: [string, string | undefined][] = [
    ["It matches without the newline at the end of the body. The capture added it.", text.replace(/\r?\n$/, "")],
    [
      "It matches with \\n instead of \\r\\n. Something changed the body's line endings.",
      text.replaceAll("\r\n", "\n"),
    ],
    ["It matches without the byte order mark. Something added it to the body.", text.replace(/^\ufeff/, "")],
    [
      "It matches when the JSON has no whitespace. Something parsed and reformatted the body on its way.",
      rewritten(text),
    ],
  ];
  return changed.flatMap(([words, body]) =>
    body === undefined || body === text ? [] : [{ words, against, request: { ...request, body: Buffer.from(body) } }],
  );
}

function rewritten(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Copying a secret can add or lose characters. */
function secrets(request: CapturedRequest, against: Against): Variant[] {
  const changes: [string, (secret: string) => string][] = [
    ["It matches without the whitespace around the secret.", (secret) => secret.trim()],
    ["It matches without the quotation marks around the secret.", (secret) => secret.replace(/^(["'])(.*)\1$/, "$2")],
    ["It matches with whsec_ before the secret.", (secret) => `whsec_${secret}`],
    ["It matches without whsec_ before the secret.", (secret) => secret.replace(/^whsec_/, "")],
  ];
  return changes.map(([words, change]) => ({
    words,
    request,
    against: { ...against, secrets: against.secrets.map(change) },
  }));
}

function dialects(request: CapturedRequest, against: Against): Variant[] {
  return dialectsOf(request.headers)
    .filter((name) => name !== against.dialect)
    .map((dialect) => ({
      words: `It matches in the ${dialect} dialect. Use --dialect ${dialect}.`,
      request,
      against: { ...against, dialect },
    }));
}
