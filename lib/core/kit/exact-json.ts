/** A number as JSON text: its sign, its digits on both sides of the point, and its exponent. */
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** A number with at least 16 digits, or an exponent after as many. Of fixed length, so that no text makes it slow. */
const LONG_NUMBER = /\d{16}|[\d.]{17}[eE]/;

/**
 * Parses JSON text as `JSON.parse` does, but gives a bigint for an integer beyond 2^53, which a double can't hold
 * exactly. Needs Node 21: older versions don't pass the source text to a reviver, and there the result has doubles
 * (https://tc39.es/proposal-json-parse-with-source/).
 */
export function parseExact(text: string): unknown {
  // A reviver is slow, and only a long number needs it.
  return LONG_NUMBER.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const source = context?.source ?? "";
  const integer = exactInteger(source);
  // A short number with an exponent, such as 1e20, is a double as it is meant.
  const isExact = integer === undefined || (/[eE]/.test(source) && integer === BigInt(value));
  return isExact ? value : integer;
}

/** The integer that a number's text means. Undefined if the text has a fraction, or is no finite double. */
export function exactInteger(text: string): bigint | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text) ?? [];
  if (whole === "" || !Number.isFinite(Number(text))) return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (/[1-9]/.test(digits.slice(Math.max(point, 0)))) return undefined;
  const integer = BigInt(digits.slice(0, Math.max(point, 0)).padEnd(point, "0"));
  return sign ? -integer : integer;
}
