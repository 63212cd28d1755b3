import type { BrowserContext } from "playwright-core";

/** Runs in each page before its own scripts. */
const LISTENER = `
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    reportViolation("policy: " + violatedDirective + " blocked " + blockedURI));
`;

/** Reports what the Content-Security-Policy of any page or frame in a window has blocked. */
export async function watchPolicy(context: BrowserContext, report: (problem: string) => void): Promise<void> {
  await context.exposeBinding("reportViolation", (_source, violation: string) => report(violation));
  await context.addInitScript({ content: LISTENER });
}
