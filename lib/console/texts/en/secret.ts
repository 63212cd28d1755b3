/** The secret of an endpoint, and its tests. */
export const secretTexts = {
  "secret.choice": "Where the secret comes from",
  "secret.generated": "Generate a secret",
  "secret.own": "Use a secret of mine",
  "secret.secret": "Secret",
  "secret.publicKey": "Public key",
  "secret.another": "Generate another",
} as const;
