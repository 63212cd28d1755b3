import { VerificationError, verify } from "../../dialects/verify/index.ts";
import type { Against, Received } from "./captured-request.ts";
import { dialectsOf } from "./dialect-names.ts";

interface Variant {
  request: Received;
  against: Against;
  /** What it means when this one fits. */
  words: string;
}

/** Tries what people get wrong: says in one sentence with which change the signature would fit. */
export async function whatWouldFit(request: Received, against: Against): Promise<string | undefined> {
  for (const variant of [...bodies(request, against), ...secrets(request, against), ...dialects(request, against)]) {
    if (await fits(variant)) return variant.words;
  }
  return undefined;
}

async function fits({ request, against }: Variant): Promise<boolean> {
  try {
    await verify(request, { ...against, toleranceSeconds: Number.POSITIVE_INFINITY });
    return true;
  } catch (error) {
    if (error instanceof VerificationError) return error.reason === "bad-body";
    throw error;
  }
}

function bodies(request: Received, against: Against): Variant[] {
  const text = request.body.toString();
  const changed: [string, string | undefined][] = [
    ["It does without the newline at the end of the body: the capture added it.", text.replace(/\r?\n$/, "")],
    ["It does with \\n for \\r\\n: something changed the body's line ends.", text.replaceAll("\r\n", "\n")],
    ["It does without the byte order mark: something put it before the body.", text.replace(/^\ufeff/, "")],
    [
      "It does when the body is written without blanks: it was parsed and written again, or made readable, on its way.",
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

/** What is added or lost when a secret is copied. */
function secrets(request: Received, against: Against): Variant[] {
  const changes: [string, (secret: string) => string][] = [
    ["It does when blanks around the secret are removed.", (secret) => secret.trim()],
    ["It does without the quotation marks around the secret.", (secret) => secret.replace(/^(["'])(.*)\1$/, "$2")],
    ["It does with whsec_ before the secret.", (secret) => `whsec_${secret}`],
    ["It does without whsec_ before the secret.", (secret) => secret.replace(/^whsec_/, "")],
  ];
  return changes.map(([words, change]) => ({
    words,
    request,
    against: { ...against, secrets: against.secrets.map(change) },
  }));
}

function dialects(request: Received, against: Against): Variant[] {
  return dialectsOf(request.headers)
    .filter((name) => name !== against.dialect)
    .map((dialect) => ({
      words: `It does in the ${dialect} dialect: that is what was sent.`,
      request,
      against: { ...against, dialect },
    }));
}
