import type { en } from "../../texts/en.ts";

type AdviceId = Extract<keyof typeof en, `advice.${string}`>;

/** What the endpoint's owner can do about a failure of some class, such as `timeout-connect` or `http-404`. */
export function failureAdvice(failure: string): AdviceId {
  if (failure.startsWith("timeout-dns")) return "advice.dns";
  if (failure.startsWith("timeout-connect")) return "advice.connect";
  if (failure.startsWith("timeout-") || failure === "too-slow") return "advice.timeout";
  if (failure.startsWith("http-")) return statusAdvice(Number(failure.slice("http-".length)));
  return BY_CLASS[failure] ?? "advice.other";
}

const BY_CLASS: Record<string, AdviceId> = {
  dns: "advice.dns",
  connect: "advice.connect",
  tls: "advice.tls",
  "blocked-address": "advice.blocked-address",
  protocol: "advice.protocol",
};

function statusAdvice(status: number): AdviceId {
  const particular = BY_STATUS[status];
  if (particular) return particular;
  if (status < 300) return "advice.other";
  if (status < 400) return "advice.redirect";
  return status < 500 ? "advice.other" : "advice.server";
}

const BY_STATUS: Record<number, AdviceId> = {
  400: "advice.refused",
  401: "advice.refused",
  403: "advice.refused",
  404: "advice.notFound",
  405: "advice.method",
  410: "advice.gone",
  413: "advice.tooLarge",
  429: "advice.tooMany",
};
