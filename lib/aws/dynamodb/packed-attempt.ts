import type { Attempt } from "../../core/model/attempt.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import { packText, unpackText } from "./packed-text.ts";

/**
 * Attempts as bytes: JSON without member names, with numbers in place of words that most attempts have. So a typical
 * attempt fits beside its delivery into one write unit of 1 KiB, and needs no compression. Attempts of one delivery are
 * similar, so a further attempt adds few bytes when they are compressed together.
 *
 * @param attempts at least one
 */
export function packAttempts(delivery: DeliveryIds, attempts: readonly Attempt[]): Uint8Array {
  const coder = coderOf(delivery);
  const [first, ...others] = attempts.map((attempt) => fieldsOf(attempt, coder));
  return packText(JSON.stringify(others.length > 0 ? [first, ...others] : first), MOST_PLAIN);
}

/** The attempts in bytes of `packAttempts`. Throws an `Error` for a form or a word of a later release. */
export function unpackAttempts(delivery: DeliveryIds, packed: Uint8Array): Attempt[] {
  const coder = coderOf(delivery);
  const fields: Fields | Fields[] = JSON.parse(unpackText(packed));
  return (isList(fields) ? fields : [fields]).map((one) => attemptIn(one, coder));
}

/** A single attempt isn't in a list. Its first field is its number. */
const isList = (fields: Fields | Fields[]): fields is Fields[] => Array.isArray(fields[0]);

/** The other attributes of a delivery's row take about 350 bytes. */
const MOST_PLAIN = 600;

type DeliveryIds = Pick<Delivery, "id" | "eventId" | "subscriptionId">;

/**
 * Words by number. Packed attempts refer to them, so words are only ever added, at the end, and readers must know a
 * word a release before it is written. The first three stand for the delivery's own ids.
 */
const WORDS = [
  "",
  "",
  "",
  "content-type",
  "application/json",
  "posthorn-delivery-id",
  "posthorn-attempt",
  "posthorn-subscription-id",
  "posthorn-hop",
  "posthorn-test",
  "true",
  "user-agent",
  "webhook-id",
  "webhook-timestamp",
  "webhook-signature",
  "svix-id",
  "svix-timestamp",
  "svix-signature",
  "x-webhook-signature",
  "x-webhook-delivery-id",
  "x-watsi-signature",
  "x-watsi-delivery-id",
  "x-outtake-secret",
  "x-outtake-event-id",
  "x-hub-signature-256",
  "stripe-signature",
  "1",
  "2",
  "3",
  "4",
  "date",
  "connection",
  "keep-alive",
  "close",
  "content-length",
  "0",
  "transfer-encoding",
  "chunked",
  "server",
  "nginx",
  "cloudflare",
  "cache-control",
  "no-cache",
  "etag",
  "x-powered-by",
  "Express",
  "content-encoding",
  "strict-transport-security",
  "x-request-id",
  "via",
  "vary",
  "set-cookie",
  "text/plain",
  "text/plain; charset=utf-8",
  "text/html; charset=utf-8",
  "application/json; charset=utf-8",
  "timeout=5",
  "x-content-type-options",
  "nosniff",
  "cf-ray",
  "cf-cache-status",
  "DYNAMIC",
  "nel",
  '{"success_fraction":0,"report_to":"cf-nel","max_age":604800}',
  "report-to",
  "alt-svc",
  'h3=":443"; ma=86400',
  "Accept-Encoding",
  "max-age=31536000; includeSubDomains",
  "x-frame-options",
  "referrer-policy",
  "x-xss-protection",
  "access-control-allow-origin",
  "*",
  "x-amzn-requestid",
  "x-amzn-trace-id",
  "x-amz-cf-id",
  "x-amz-cf-pop",
  "x-cache",
  "x-runtime",
  "x-vercel-id",
  "x-vercel-cache",
  "1.1 google",
  "no-store",
  "private, no-cache, no-store, must-revalidate",
  "application/problem+json",
  "retry-after",
  "location",
  "5",
  "13",
  "15",
] as const;

const OWN_WORDS = 3;
const NUMBER_OF = new Map<string, number>(WORDS.slice(OWN_WORDS).map((word, index) => [word, index + OWN_WORDS]));

type Word = string | number;

interface Coder {
  encode(text: string): Word;
  decode(word: Word): string;
}

function coderOf({ id, eventId, subscriptionId }: DeliveryIds): Coder {
  const own = [id, eventId, subscriptionId];
  return {
    encode(text) {
      const index = own.indexOf(text);
      return index >= 0 ? index : (NUMBER_OF.get(text) ?? text);
    },
    decode(word) {
      const text = typeof word === "string" ? word : (own[word] ?? WORDS[word]);
      if (text === undefined) throw new Error(`an attempt has an unknown word ${word}`);
      return text;
    },
  };
}

type Headers = Record<string, string>;

const flat = (headers: Headers | undefined, { encode }: Coder): Word[] | null =>
  headers ? Object.entries(headers).flatMap(([name, value]) => [encode(name), encode(value)]) : null;

function headersIn(words: Word[] | null, { decode }: Coder): Headers | undefined {
  if (!words) return undefined;
  const texts = words.map(decode);
  return Object.fromEntries(texts.flatMap((text, index) => (index % 2 === 0 ? [[text, texts[index + 1] ?? ""]] : [])));
}

/** Hex digits as base64, which takes two thirds of the bytes. */
const DIGEST = /^sha256:([0-9a-f]{64})$/;
const shortDigest = (digest: string): string =>
  Buffer.from(DIGEST.exec(digest)?.[1] ?? "", "hex").toString("base64url") || digest;
const longDigest = (text: string): string =>
  text.includes(":") ? text : `sha256:${Buffer.from(text, "base64url").toString("hex")}`;

/** The fields in the order that `attemptIn` reads. New fields are added at the end, and readers expect them to be missing. */
const fieldsOf = (attempt: Attempt, coder: Coder) => [
  attempt.number,
  Date.parse(attempt.at),
  attempt.url,
  attempt.status ?? null,
  attempt.failure ?? null,
  attempt.detail ?? null,
  TIMINGS.map((phase) => attempt.timings[phase] ?? null),
  attempt.trigger,
  flat(attempt.requestHeaders, coder),
  attempt.bodyDigest === undefined ? null : shortDigest(attempt.bodyDigest),
  flat(attempt.answerHeaders, coder),
  attempt.excerpt,
  attempt.secretVersion ?? null,
];

const TIMINGS = ["dns", "connect", "tls", "firstByte", "total"] as const;

type Fields = ReturnType<typeof fieldsOf>;

function attemptIn(fields: Fields, coder: Coder): Attempt {
  const [number, atMs, url, status, failure, detail, timings, trigger, sent, digest, answered, excerpt, version] =
    fields as [number, number, ...unknown[]];
  const phases = (timings as (number | null)[]).map((ms, index) => [TIMINGS[index], ms ?? undefined]);
  return {
    number,
    at: new Date(atMs).toISOString(),
    url,
    status: status ?? undefined,
    failure: failure ?? undefined,
    detail: detail ?? undefined,
    timings: Object.fromEntries(phases),
    trigger,
    requestHeaders: headersIn(sent as Word[] | null, coder),
    bodyDigest: digest === null ? undefined : longDigest(String(digest)),
    answerHeaders: headersIn(answered as Word[] | null, coder),
    excerpt,
    secretVersion: version ?? undefined,
  } as Attempt;
}
