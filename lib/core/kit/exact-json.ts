/** An integer as JSON text, also with a fraction of zeros. */
const INTEGER = /^(-?\d+)(?:\.0+)?$/;

/**
 * Parses JSON text as `JSON.parse` does, but gives a bigint for an integer beyond 2^53, which a double can't hold
 * exactly. Needs Node 21: older versions don't pass the source text to a reviver, and there the result has doubles
 * (https://tc39.es/proposal-json-parse-with-source/).
 */
export function parseExact(text: string): unknown {
  // A reviver is slow, and only a number of at least 16 digits needs it.
  return /\d{16}/.test(text) ? JSON.parse(text, exact) : JSON.parse(text);
}

function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const digits = INTEGER.exec(context?.source ?? "")?.[1];
  return digits === undefined ? value : BigInt(digits);
}
