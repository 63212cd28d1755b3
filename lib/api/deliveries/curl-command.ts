/** A POST as `curl` is to make it. */
export interface CurlRequest {
  url: string;
  headers: Record<string, string>;
  /** Text in UTF-8, without a NUL. */
  body: string;
  verifyTls: boolean;
}

/** One argument of a command may take 128 KiB on Linux; a larger body comes over the standard input. */
const LONGEST_ARGUMENT_BYTES = 100_000;

/** The command, for any shell that knows single quotes: whatever is in the request reaches `curl` as it is. */
export function curlCommand({ url, headers, body, verifyTls }: CurlRequest): string {
  const long = Buffer.byteLength(body) > LONGEST_ARGUMENT_BYTES;
  const lines = [
    // Without globbing: brackets and braces in a URL mean themselves.
    `curl -i -g${verifyTls ? "" : " -k"} -X POST ${quoted(addressOf(url))}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(headerLine(name, value))}`),
    long ? "--data-binary @-" : `--data-raw ${quoted(body)}`,
  ];
  const command = `${lines.join(" \\\n  ")}\n`;
  return long ? `printf %s ${quoted(body)} |\n${command}` : command;
}

/** A header without a value is written with a semicolon: with a colon it would be left out. */
const headerLine = (name: string, value: string): string => (value.trim() === "" ? `${name};` : `${name}: ${value}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** As it is called: in ASCII, without a fragment. */
function addressOf(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.hash = "";
  return url.href;
}
