/** A POST that `curl` makes. */
export interface CurlRequest {
  url: string;
  headers: Record<string, string>;
  /** UTF-8 text without a NUL. */
  body: string;
  verifyTls: boolean;
}

/** Linux limits a command's argument to 128 KiB, so a larger body comes over standard input. */
const LONGEST_ARGUMENT_BYTES = 100_000;

/**
 * The `curl` command for a request, for any shell with single quotes. Everything is quoted, so `curl` gets the exact
 * bytes.
 */
export function curlCommand({ url, headers, body, verifyTls }: CurlRequest): string {
  const long = Buffer.byteLength(body) > LONGEST_ARGUMENT_BYTES;
  const lines = [
    // `-g` switches off globbing: brackets and braces in a URL are literal.
    `curl -i -g${verifyTls ? "" : " -k"} -X POST ${quoted(asciiUrl(url))}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(headerLine(name, value))}`),
    long ? "--data-binary @-" : `--data-raw ${quoted(body)}`,
  ];
  const command = `${lines.join(" \\\n  ")}\n`;
  return long ? `printf %s ${quoted(body)} |\n${command}` : command;
}

/** A header without a value ends in a semicolon, because `curl` would leave out `name:`. */
const headerLine = (name: string, value: string): string => (value.trim() === "" ? `${name};` : `${name}: ${value}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The URL as a request uses it: in ASCII, without a fragment. */
function asciiUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.hash = "";
  return url.href;
}
