import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type DialectName, verify } from "../../../lib/dialects/verify/index.ts";
import { outcomeOf } from "./receiving.ts";
import { post } from "./senders.ts";

const request = { headers: { "webhook-id": "evt_1" }, body: post().body };

const seed = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }).d ?? "";

describe("a secret that its dialect could not have given", () => {
  it.each<[string, DialectName, string]>([
    ["without its prefix", "standard", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    ["with nothing after the prefix", "standard", "whsec_"],
    ["with padding alone", "standard", "whsec_="],
    ["not in base64", "standard", "whsec_not base64!"],
    ["with a length that base64 has not", "standard", "whsec_AAAAA"],
    ["in url-safe base64", "standard", "whsec_-_-_"],
    ["the private key", "standard", `whsk_${Buffer.from(seed, "base64url").toString("base64")}`],
    ["a public key that is too short", "standard", `whpk_${Buffer.alloc(31).toString("base64")}`],
    ["a public key that is too long", "standard", `whpk_${Buffer.alloc(33).toString("base64")}`],
    ["an empty public key", "standard", "whpk_"],
    ["a public key where there is none", "witn", `whpk_${Buffer.alloc(32).toString("base64")}`],
  ])("is refused: %s", async (_name, dialect, secrets) => {
    expect(await outcomeOf(verify(request, { dialect, secrets }))).toBe("bad-secret");
  });

  it("is not repeated in the error", async () => {
    const refused = verify(request, { dialect: "standard", secrets: "hunter2" });
    await expect(refused).rejects.toMatchObject({ name: "VerificationError", reason: "bad-secret" });
    await expect(refused).rejects.not.toThrow(/hunter2/);
  });
});

describe("a dialect", () => {
  it.each(["nobodys", "toString", "__proto__", ""])("that nobody knows is refused: %j", async (dialect) => {
    const options = { dialect: dialect as DialectName, secrets: "x" };
    await expect(verify(request, options)).rejects.toThrow(TypeError);
  });
});
