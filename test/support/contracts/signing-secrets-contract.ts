import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import type { AdminKeyReader } from "../../../lib/core/keys/admin-key.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import type { SigningSecrets } from "../../../lib/core/subscription/signing-secrets.ts";

const ownerOf = (tenantId = "acme") => ({ tenantId, subscriptionId: newId("sub", Date.now()) });

/** The contract of `SigningSecrets`. */
export function secretsContract(open: () => Promise<SigningSecrets>): void {
  describe("SigningSecrets", () => {
    it("reveals a stored secret repeatedly", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const ref = await secrets.store(owner, "whsec_aé😀");
      expect(await secrets.reveal(owner, ref)).toEqual(["whsec_aé😀"]);
      expect(await secrets.reveal(owner, ref)).toEqual(["whsec_aé😀"]);
    });

    it("reveals several versions in their order", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const older = await secrets.store(owner, "older");
      const newer = await secrets.store(owner, "newer");
      const both = { ...newer, versions: [...newer.versions, ...older.versions] };
      expect(await secrets.reveal(owner, both)).toEqual(["newer", "older"]);
      expect(await secrets.reveal(owner, older)).toEqual(["older"]);
    });

    it("adds a secret to existing ones, and keeps the reference's order", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const first = await secrets.store(owner, "first");
      const second = await secrets.add(owner, first, "second");
      const third = await secrets.add(owner, { ...first, versions: [...second.versions, ...first.versions] }, "third");
      expect(await secrets.reveal(owner, third)).toEqual(["third"]);
      const all = { ...third, versions: [third, second, first].flatMap(({ versions }) => versions) };
      expect(await secrets.reveal(owner, all)).toEqual(["third", "second", "first"]);
      expect(await secrets.reveal(owner, first)).toEqual(["first"]);
    });

    it("adds a secret that it already has", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const ref = await secrets.store(owner, "same");
      expect(await secrets.reveal(owner, await secrets.add(owner, ref, "same"))).toEqual(["same"]);
    });

    it("keeps the secrets of subscriptions apart", async () => {
      const secrets = await open();
      const [a, b] = [ownerOf("a"), ownerOf("b")];
      const [refA, refB] = [await secrets.store(a, "of a"), await secrets.store(b, "of b")];
      expect(await Promise.all([secrets.reveal(a, refA), secrets.reveal(b, refB)])).toEqual([["of a"], ["of b"]]);
    });

    it("forgets a secret, and may forget it again", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const ref = await secrets.store(owner, "x");
      await secrets.forget(owner, ref);
      await expect(secrets.forget(owner, ref)).resolves.toBeUndefined();
    });

    it("discards what it stored for a subscription that was never written", async () => {
      const secrets = await open();
      const [owner, other] = [ownerOf(), ownerOf()];
      const [ref, kept] = [await secrets.store(owner, "x"), await secrets.store(other, "kept")];
      for (const one of [owner, owner, ownerOf()]) await expect(secrets.discard(one)).resolves.toBeUndefined();
      expect(await secrets.reveal(other, kept)).toEqual(["kept"]);
      // A sealed secret is in its reference alone.
      if (ref.store === "secrets-manager") await expect(secrets.reveal(owner, ref)).rejects.toThrow();
    });

    it("reveals nothing that wasn't stored", async () => {
      const secrets = await open();
      const owner = ownerOf();
      const ref = await secrets.store(owner, "x");
      await expect(secrets.reveal(owner, { ...ref, versions: ["v1.none.AAAA.AAAA"] })).rejects.toThrow();
    });
  });
}

/** The contract of `AdminKeyReader`. */
export function adminKeyContract(open: (key: string) => Promise<AdminKeyReader>): void {
  it("reads the admin key", async () => {
    const createdAt = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await (await open("adm_1")).adminKey()).toEqual({ current: { secretHash: hashSecret("adm_1"), createdAt } });
  });
}
