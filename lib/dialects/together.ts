import type { Dialect } from "./dialect.ts";

/** A second dialect whose headers are sent too, until a given time. */
export interface Companion {
  dialect: Dialect;
  /** Epoch milliseconds. */
  untilMs: number;
}

/** Combines two dialects in one POST: their common body, and the headers of both. */
export function together(first: Dialect, { dialect: other, untilMs }: Companion): Dialect {
  return {
    ...first,
    name: `${first.name} and ${other.name}`,
    ownHeaders: [...new Set([...first.ownHeaders, ...other.ownHeaders])],
    posthornHeaders: first.posthornHeaders.filter((name) => other.posthornHeaders.includes(name)),
    secretHeaders: [...first.secretHeaders, ...other.secretHeaders],
    goneStatuses: [...new Set([...first.goneStatuses, ...other.goneStatuses])],
    signatureList: first.signatureList && other.signatureList,
    generateSecret() {
      const secret = first.generateSecret();
      // One dialect may accept any text as a secret while the other accepts only base64.
      return other.secretProblem(secret) ? other.generateSecret() : secret;
    },
    canonicalSecret(secret) {
      const canonical = first.canonicalSecret(secret);
      // To a dialect that signs with the secret's text, another form would be another key.
      return other.canonicalSecret(secret) === canonical ? canonical : secret;
    },
    typeProblem: (pattern) => first.typeProblem?.(pattern) ?? other.typeProblem?.(pattern),
    secretProblem: (secret) => first.secretProblem(secret) ?? other.secretProblem(secret),
    publicKeyOf: first.publicKeyOf ?? other.publicKeyOf,
    render(input) {
      const rendered = first.render(input);
      if (input.nowMs >= untilMs) return rendered;
      return { ...rendered, headers: { ...other.render(input).headers, ...rendered.headers } };
    },
  };
}

/** Explains why two dialects can't share a POST. Undefined if they can. */
export function pairProblem(first: Dialect, other: Dialect): string | undefined {
  const clash = other.ownHeaders.find((name) => name !== "content-type" && first.ownHeaders.includes(name));
  if (clash) return `can't be used together: both set the header ${clash}`;
  if (first.secretProblem(other.generateSecret()) && other.secretProblem(first.generateSecret())) {
    return "can't be used together: their secrets have different forms";
  }
  return first.bodyForm === other.bodyForm ? undefined : "can't be used together: their bodies differ";
}
