import type { Row } from "./api-object.ts";
import type { Paint } from "./colour.ts";
import { safeText, timeText, valueText } from "./text.ts";

/** An attempt of a delivery: what came of it, why in plain words, and if wanted all that is kept of it. */
export function attemptLines(attempt: Row, paint: Paint, verbose = false): string[] {
  const { number, at, trigger, explanation, detail } = attempt;
  const by = trigger && trigger !== "scheduled" ? `  ${trigger}` : "";
  const head = `${paint("bold", `#${number ?? 1}`)}  ${timeText(String(at))}  ${outcomeOf(attempt, paint)}${by}`;
  const words = [explanation, detail].filter((text) => typeof text === "string" && text !== "").map(String);
  return [head, ...words.map((text) => `    ${safeText(text)}`), ...(verbose ? keptOf(attempt, paint) : [])];
}

/** `503 in 4 ms` */
export function outcomeOf({ status, failure, timings }: Row, paint: Paint): string {
  const total = (timings as { total?: number } | undefined)?.total;
  const took = total === undefined ? "" : ` in ${Math.round(total)} ms`;
  return failure ? paint("red", `${failure}${took}`) : paint("green", `${status}${took}`);
}

function keptOf(attempt: Row, paint: Paint): string[] {
  const { url, secretVersion, bodyDigest, timings, requestHeaders, answerHeaders, excerpt } = attempt;
  const fields = { url, secretVersion, bodyDigest, timings: rounded(timings) };
  const lines = Object.entries(fields).flatMap(([name, value]) => {
    const text = valueText(value);
    return text === "" ? [] : [`    ${paint("dim", name)}  ${text}`];
  });
  return [
    ...lines,
    ...headerLines("request", requestHeaders, paint),
    ...headerLines("answer", answerHeaders, paint),
    ...excerptLines(excerpt, paint),
  ];
}

const rounded = (timings: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(timings ?? {}).map(([phase, ms]) => [phase, `${Math.round(Number(ms) * 10) / 10} ms`]),
  );

function headerLines(whose: string, headers: unknown, paint: Paint): string[] {
  const entries = Object.entries(headers ?? {});
  return entries.length === 0
    ? []
    : [`    ${paint("dim", whose)}`, ...entries.map(([name, value]) => `      ${safeText(name)}: ${valueText(value)}`)];
}

function excerptLines(excerpt: unknown, paint: Paint): string[] {
  if (typeof excerpt !== "string" || excerpt === "") return [];
  return [`    ${paint("dim", "it said")}`, ...excerpt.split("\n").map((line) => `      ${safeText(line)}`)];
}
