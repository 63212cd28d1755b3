import { describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { dateTimeField, optionalList } from "../../../lib/api/http/fields.ts";

describe("a time", () => {
  it.each([
    ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"],
    ["2026-01-31T12:00:00.123456789+01:00", "2026-01-31T12:00:00.123456789+01:00"],
    ["2026-01-31T12:00:00.000000+0000", "2026-01-31T12:00:00.000000+00:00"],
    ["2026-01-31T12:00:00-0530", "2026-01-31T12:00:00-05:30"],
  ])("may be %s", (text, time) => {
    expect(z.parse(dateTimeField, text)).toBe(time);
  });

  it.each(["2026-01-31T12:00:00", "2026-01-31", "2026-01-31T12:00:00+2500", "-0530", "0530", ""])(
    "may not be %j",
    (text) => {
      expect(z.safeParse(dateTimeField, text).success).toBe(false);
    },
  );
});

describe("an optional list", () => {
  const schema = z.strictObject({ list: optionalList(z.array(z.string()).check(z.minLength(1))) });

  it.each([{}, { list: null }])("is left out by %j", (value) => {
    expect(z.parse(schema, value).list).toBeUndefined();
  });

  it("may not be empty where its items count", () => {
    expect(z.parse(schema, { list: ["a"] })).toEqual({ list: ["a"] });
    expect(z.safeParse(schema, { list: [] }).success).toBe(false);
  });
});
