import { expect, it } from "vitest";
import { publicKeyIn } from "../../../lib/console/tenant/secret/public-key-in.ts";
import { generateEd25519, publicKeyOf } from "../../../lib/dialects/ed25519.ts";

it("the public key of a generated private key is the one that the API shows", () => {
  const secret = generateEd25519();
  expect(publicKeyIn(secret)).toBe(publicKeyOf(secret));
});

it.each(["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsk_", "hunter2"])("%s has no public key to show", (secret) => {
  expect(publicKeyIn(secret)).toBeUndefined();
});
