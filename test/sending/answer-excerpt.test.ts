import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerptOf } from "../../lib/sending/answer-excerpt.ts";

const of = (text: string): string => excerptOf(Buffer.from(text));

describe("excerptOf", () => {
  it("keeps the first 1024 bytes", () => {
    expect(of(`${"a".repeat(1024)}b`)).toBe("a".repeat(1024));
  });

  it("leaves out a character that is cut off at the end", () => {
    expect(of(`${"a".repeat(1023)}é`)).toBe("a".repeat(1023));
    expect(of(`${"a".repeat(1021)}😀`)).toBe("a".repeat(1021));
    expect(of(`${"a".repeat(1020)}😀`)).toBe(`${"a".repeat(1020)}😀`);
  });

  it("keeps tabs and newlines, and no other control or direction character", () => {
    expect(of("a\tb\r\nc\nd")).toBe("a\tb\nc\nd");
    expect(of("\x1b[31m \0 \r \x7f \u0085 \u202e \u2066")).toBe("\ufffd[31m \ufffd \ufffd \ufffd \ufffd \ufffd \ufffd");
  });

  it("is at most 1 KiB of well-formed text without control characters, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (bytes) => {
        const text = excerptOf(Buffer.from(bytes));
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1024);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
      }),
    );
  });
});
