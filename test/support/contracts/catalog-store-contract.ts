import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import type { DerivedType, EventType } from "../../../lib/core/model/catalog-entry.ts";
import { iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const at = { createdAt: iso(T0), updatedAt: iso(T0) };

/** Each test has its own names, so tests can share a table. */
const eventTypeOf = (fields: Partial<EventType> = {}): EventType => ({
  kind: "event-type",
  name: newId("type", Date.now()),
  deprecated: false,
  enforce: false,
  ...at,
  ...fields,
});

const derivedTypeOf = (fields: Partial<DerivedType> = {}): DerivedType => ({
  kind: "derived-type",
  name: newId("type", Date.now()),
  from: "a",
  when: "true",
  ...at,
  ...fields,
});

/** The contract of `CatalogStore`, and of `AdmissionReader` for the catalog's version. */
export function catalogContract(open: OpenTable): void {
  describe("CatalogStore", () => {
    it("returns and lists a created entry", async () => {
      const { catalog } = open();
      const type = eventTypeOf({ description: "d", schema: '{"type":"object"}', example: "1.0", enforce: true });
      const derived = derivedTypeOf();
      expect(await catalog.createEntry(type)).toBe(true);
      expect(await catalog.createEntry(derived)).toBe(true);
      expect([await catalog.getEntry(type), await catalog.getEntry(derived)]).toEqual([type, derived]);
      expect(await catalog.listCatalog()).toEqual(expect.arrayContaining([type, derived]));
    });

    it("lists entries of a kind after a name, by name", async () => {
      const { catalog } = open();
      const first = newId("type", Date.now());
      const types = ["", ".a", ".a.b", "_b"].map((end) => eventTypeOf({ name: first + end }));
      for (const type of types.toReversed()) await catalog.createEntry(type);
      await catalog.createEntry(derivedTypeOf({ name: `${first}.a` }));
      const listed = (name: string, limit: number) => catalog.listEntries("event-type", name, limit);
      expect(await listed(first, 2)).toEqual(types.slice(1, 3));
      expect((await listed(first, 100)).slice(0, 3)).toEqual(types.slice(1));
      expect((await listed(`${first}.a`, 1)).map(({ name }) => name)).toEqual([`${first}.a.b`]);
      expect(await listed("~", 10)).toEqual([]);
    });

    it("rejects a name only when another entry of the same kind has it", async () => {
      const { catalog } = open();
      const type = eventTypeOf();
      await catalog.createEntry(type);
      expect(await catalog.createEntry({ ...type, group: "other" })).toBe(false);
      expect(await catalog.getEntry(type)).toEqual(type);
      expect(await catalog.createEntry(derivedTypeOf({ name: type.name }))).toBe(true);
    });

    it("replaces only an entry that hasn't changed", async () => {
      const { catalog } = open();
      const type = eventTypeOf();
      await catalog.createEntry(type);
      const after = { ...type, group: "g", updatedAt: iso(T0 + 1) };
      expect(await catalog.replaceEntry(after, iso(T0))).toBe(true);
      expect(await catalog.replaceEntry({ ...after, group: "h" }, iso(T0))).toBe(false);
      expect(await catalog.getEntry(type)).toEqual(after);
    });

    it("deletes an entry, and doesn't replace a deleted one", async () => {
      const { catalog } = open();
      const type = eventTypeOf();
      await catalog.createEntry(type);
      expect(await catalog.deleteEntry(type)).toBe(true);
      expect(await catalog.deleteEntry(type)).toBe(false);
      expect(await catalog.replaceEntry(type, iso(T0))).toBe(false);
      expect(await catalog.getEntry(type)).toBeUndefined();
      expect(await catalog.listCatalog()).not.toContainEqual(type);
    });

    it("changes the version for every tenant after each change, and only then", async () => {
      const { catalog, admission } = open();
      const tenants = Array.from({ length: 8 }, () => tenantOf().id);
      const versions = () =>
        Promise.all(tenants.map(async (id) => (await admission.admit(id, undefined)).catalogVersion));
      const type = eventTypeOf();
      const seen = [await versions()];
      const changed = async (change: Promise<boolean>) => {
        expect(await change).toBe(true);
        seen.push(await versions());
      };
      await changed(catalog.createEntry(type));
      await changed(catalog.replaceEntry({ ...type, updatedAt: iso(T0 + 1) }, iso(T0)));
      await changed(catalog.deleteEntry(type));
      await catalog.deleteEntry(type);
      expect(await versions()).toEqual(seen.at(-1));
      for (const [index, first] of (seen[0] ?? []).entries()) {
        expect(seen.map((each) => each[index])).toEqual([first, first + 1, first + 2, first + 3]);
      }
    });
  });
}
