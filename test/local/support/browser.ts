import { consoleLink } from "../../../lib/local/links.ts";
import type { TwinFile } from "../../../lib/local/twin-file.ts";

export interface BrowserRequest {
  body?: unknown;
  headers?: Record<string, string | undefined>;
  /** The default is the console host. */
  host?: "api" | "console";
}

/** What a browser does for the console's pages: it keeps cookies, and says which page sends a request. */
export interface Browser {
  /** By name. */
  cookies: Map<string, string>;
  /** Sends a request of a page of the console. */
  fetch(method: string, path: string, request?: BrowserRequest): Promise<BrowserAnswer>;
}

export interface BrowserAnswer {
  status: number;
  headers: Headers;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: Tests look into answers of all kinds.
  body: any;
}

const OWN_PAGE = { "posthorn-console": "1", "sec-fetch-site": "same-origin" };

/** A browser without cookies. */
export function newBrowser(twin: Pick<TwinFile, "api" | "console">): Browser {
  const cookies = new Map<string, string>();
  return {
    cookies,
    async fetch(method, path, { body, headers, host = "console" } = {}) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const all = { "content-type": "application/json", ...OWN_PAGE, ...(cookie && { cookie }), ...headers };
      const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
      const answer = await fetch(`${twin[host]}/api/v1${path}`, {
        method,
        headers: sent,
        redirect: "manual",
        body: body === undefined ? null : JSON.stringify(body),
      });
      for (const text of answer.headers.getSetCookie()) keep(cookies, text);
      const text = await answer.text();
      const isJson = /json/.test(answer.headers.get("content-type") ?? "");
      return { status: answer.status, headers: answer.headers, text, body: isJson ? JSON.parse(text) : undefined };
    },
  };
}

function keep(cookies: Map<string, string>, setCookie: string): void {
  const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(setCookie) ?? [];
  if (/max-age=0(;|$)/i.test(setCookie)) cookies.delete(name);
  else cookies.set(name, value);
}

/** A browser that signed in with a key. */
export async function browserWithKey(twin: TwinFile, key = twin.adminKey): Promise<Browser> {
  const browser = newBrowser(twin);
  const { status, text } = await browser.fetch("POST", "/console/sign-in", { body: { key } });
  if (status !== 200) throw new Error(`the sign-in answered ${status}: ${text}`);
  return browser;
}

export const codeIn = (link: string): string => link.split("#code=")[1] ?? "";

/** A browser that signed in with a link. */
export async function browserWithLink(twin: TwinFile): Promise<Browser> {
  const browser = newBrowser(twin);
  const body = { code: codeIn(await consoleLink(twin)) };
  const { status, text } = await browser.fetch("POST", "/console/sign-in", { body });
  if (status !== 200) throw new Error(`the sign-in answered ${status}: ${text}`);
  return browser;
}
