import type { ApiObject } from "./api-object.ts";
import type { Paint } from "./colour.ts";
import { safeText, timeText, valueText } from "./text.ts";

/** Formats an attempt: its outcome and the explanation. `verbose` adds everything that the log keeps. */
export function attemptLines(attempt: ApiObject, paint: Paint, verbose = false): string[] {
  const { number, at, trigger, explanation, detail } = attempt;
  const by = trigger && trigger !== "scheduled" ? `  ${trigger}` : "";
  const head = `${paint("bold", `#${number ?? 1}`)}  ${timeText(String(at))}  ${attemptOutcome(attempt, paint)}${by}`;
  const words = [explanation, detail].filter((text) => typeof text === "string" && text !== "").map(String);
  return [head, ...words.map((text) => `    ${safeText(text)}`), ...(verbose ? keptOf(attempt, paint) : [])];
}

/** `503 in 4 ms` */
export function attemptOutcome({ status, failure, timings }: ApiObject, paint: Paint): string {
  const total = (timings as { total?: number } | undefined)?.total;
  const took = total === undefined ? "" : ` in ${Math.round(total)} ms`;
  return failure ? paint("red", `${failure}${took}`) : paint("green", `${status}${took}`);
}

function keptOf(attempt: ApiObject, paint: Paint): string[] {
  const { url, secretVersion, bodyDigest, timings, requestHeaders, answerHeaders, excerpt } = attempt;
  const fields = { url, secretVersion, bodyDigest, timings: rounded(timings) };
  const lines = Object.entries(fields).flatMap(([name, value]) => {
    const text = valueText(value);
    return text === "" ? [] : [`    ${paint("dim", name)}  ${text}`];
  });
  return [
    ...lines,
    ...headerLines("request headers", requestHeaders, paint),
    ...headerLines("response headers", answerHeaders, paint),
    ...excerptLines(excerpt, paint),
  ];
}

const rounded = (timings: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(timings ?? {}).map(([phase, ms]) => [phase, `${Math.round(Number(ms) * 10) / 10} ms`]),
  );

function headerLines(title: string, headers: unknown, paint: Paint): string[] {
  const entries = Object.entries(headers ?? {});
  return entries.length === 0
    ? []
    : [`    ${paint("dim", title)}`, ...entries.map(([name, value]) => `      ${safeText(name)}: ${valueText(value)}`)];
}

function excerptLines(excerpt: unknown, paint: Paint): string[] {
  if (typeof excerpt !== "string" || excerpt === "") return [];
  return [`    ${paint("dim", "response body")}`, ...excerpt.split("\n").map((line) => `      ${safeText(line)}`)];
}
