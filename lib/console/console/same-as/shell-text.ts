import type { SameRequest } from "../../components/same-request.ts";

/** Where a request goes. */
export interface RequestPlace {
  /** The origin of the API. */
  origin: string;
  /** The tenant that the request is about. */
  tenantId?: string | undefined;
}

/**
 * The `posthorn` command of a page, for sh, bash, zsh and fish. It has no `npx`: outside of a project with Posthorn, that
 * would look for a package of this name on npm.
 */
export function commandText(words: readonly string[], { tenantId }: RequestPlace): string {
  const tenant = tenantId === undefined ? [] : ["--tenant", tenantId];
  return ["posthorn", ...words, ...tenant].map(shellWord).join(" ");
}

/** The request of a page as a `curl` command. The shell puts the key in, so that it isn't in the text. */
export function curlText({ method, path, query = {}, body }: SameRequest, { origin, tenantId }: RequestPlace): string {
  const url = new URL(path, origin);
  for (const [name, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(name, value);
  const lines = [
    // `-g` switches off globbing: brackets and braces in a URL are literal.
    `curl -g${method === "GET" ? "" : ` -X ${method}`} ${shellWord(url.href)}`,
    '-H "authorization: Bearer $POSTHORN_KEY"',
    ...(tenantId === undefined ? [] : [`-H ${quoted(`posthorn-tenant: ${tenantId}`)}`]),
    ...(body === undefined
      ? []
      : [
          "-H 'content-type: application/json'",
          `--data-raw ${quoted(typeof body === "string" ? body : JSON.stringify(body))}`,
        ]),
  ];
  return lines.join(" \\\n  ");
}

/** A word that no shell changes stays as it is, so that it can be read. */
export const shellWord = (word: string): string => (/^[\w@%+=:,./-]+$/.test(word) ? word : quoted(word));

/** Unlike other shells, fish takes a backslash before a quote or another backslash as an escape, also in single quotes. */
const quoted = (word: string): string =>
  `'${word.replace(/['\\]/g, (special) => (special === "'" ? `'"'"'` : `'"\\\\"'`))}'`;
