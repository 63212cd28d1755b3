import fc from "fast-check";
import { expect, it } from "vitest";
import { excerptOf } from "../../lib/sending/answer-excerpt.ts";
import { withoutEchoes } from "../../lib/sending/mask-echoes.ts";

const VALUE = 'Bearer s3cr"et/+&=xyz';
const result = { startedAtMs: 0, status: 200, timings: { total: 1 } };
const echoed = (excerpt: string) =>
  withoutEchoes({ ...result, excerpt, answerHeaders: { "x-echo": excerpt, other: "1" } }, [VALUE]);

it.each([
  ["as it is", VALUE],
  ["without its scheme", VALUE.slice(7)],
  ["in JSON", JSON.stringify({ a: VALUE })],
  ["in a URL", encodeURIComponent(VALUE)],
  ["in a form", new URLSearchParams({ a: VALUE }).toString()],
  ["in base64", Buffer.from(VALUE).toString("base64")],
  ["within base64", Buffer.from(`{"a":"${VALUE}"}`).toString("base64")],
])("an echo is hidden: %s", (_case, text) => {
  const { excerpt, answerHeaders } = echoed(`<${text}>`);
  for (const shown of [excerpt, answerHeaders?.["x-echo"]]) {
    expect(shown).toContain("******");
    expect(shown).not.toMatch(/s3cr|czNjc|MzY3I|zM2Ny/);
  }
  expect(answerHeaders?.other).toBe("1");
});

it.each([
  ["Token token=s3cr3t", "s3cr3t"],
  ['Token token="s3cr3t", nonce="n1"', "s3cr3t"],
  ['Digest username="bob",response="s3cr3t with blanks",nc=1', "s3cr3t with blanks"],
  ["theme=dark; session=s3cr3t==", "s3cr3t=="],
  ["apikey=s3cr3t", "s3cr3t"],
])("an echo of one parameter of a value is hidden: %s", (value, echo) => {
  const { excerpt } = withoutEchoes({ ...result, excerpt: `not known: ${echo}.` }, [value]);
  expect(excerpt).toBe("not known: ******.");
});

it.each([
  ["alone", VALUE, "******"],
  ["at the beginning", `${VALUE}!`, "******!"],
  ["at the end", `!${VALUE}`, "!******"],
  ["twice in a row", VALUE + VALUE, "************"],
  ["twice, apart", `${VALUE} ${VALUE}`, "****** ******"],
])("an echo is replaced by one mask, and nothing else is: %s", (_case, text, shown) => {
  expect(echoed(text)).toMatchObject({ excerpt: shown, answerHeaders: { "x-echo": shown, other: "1" } });
});

it("an echo that the end of the excerpt cuts off is hidden too", () => {
  expect(echoed("x".repeat(1010) + VALUE.slice(0, 14)).excerpt).toBe(`${"x".repeat(1010)}******`);
});

it("a whole echo in an excerpt that is cut off is hidden", () => {
  const [before, after] = ["x".repeat(500), "y".repeat(600)];
  expect(echoed(before + VALUE + after).excerpt).toBe(`${before}******${after}`);
});

const TOKEN = "s3cr%et+a\\b<c>'d\"/end";
/** It has what look like escapes. */
const ESCAPED = "k3y%00%2541&amp;\\u0041z98";
const html = (text: string, form: (char: string) => string) => text.replaceAll(/[^a-z0-9 ]/gi, form);

const ENCODINGS: [string, (value: string) => string][] = [
  ["as it is", (value) => value],
  ["in capitals", (value) => value.toUpperCase()],
  ["in JSON", (value) => JSON.stringify(value)],
  ["in JSON in JSON", (value) => JSON.stringify(JSON.stringify(value))],
  ["in PHP's JSON", (value) => JSON.stringify(value).replaceAll("/", "\\/")],
  ["in ASCII JSON", (value) => html(value, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`)],
  ["in Python's repr", (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`],
  ["in a URL", encodeURIComponent],
  ["in a URL in a URL", (value) => encodeURIComponent(encodeURIComponent(value))],
  ["in a form", (value) => new URLSearchParams({ a: value }).toString()],
  ["in HTML, decimal", (value) => html(value, (c) => `&#${c.charCodeAt(0)};`)],
  ["in HTML, hexadecimal", (value) => html(value, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
  ["in JSON in base64", (value) => Buffer.from(JSON.stringify({ a: value })).toString("base64")],
  ["in base64url", (value) => Buffer.from(`?~${value}`).toString("base64url")],
  ["in base64 in a URL", (value) => encodeURIComponent(Buffer.from(`?~${value}~?`).toString("base64"))],
];

it.each(ENCODINGS)("an echo is hidden wherever it stands, and nothing else is: %s", (_case, encode) => {
  const printable = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  const around = fc.constantFrom("", "İİİİİİİİ ", "ü: ", "a\nb\n", "😀 ", "<b>", "{");
  const value = fc.oneof(
    fc.constant(TOKEN),
    fc.constant(ESCAPED),
    printable.map((text) => `k3y${text}z98`),
  );
  fc.assert(
    fc.property(value, around, around, (hidden, before, after) => {
      const echo = encode(hidden);
      const { excerpt } = withoutEchoes({ ...result, excerpt: `${before} ${echo} ${after}` }, [hidden]);
      expect(excerpt).not.toContain(echo);
      expect(excerpt.startsWith(before) && excerpt.endsWith(after) && excerpt.includes("******")).toBe(true);
    }),
  );
});

it.each([
  ["the password of Basic credentials", "the password is open:sesame", "the password is ******"],
  ["the credentials themselves", "you are Aladdin:open:sesame.", "you are ******."],
])("an echo of encoded credentials is hidden: %s", (_case, excerpt, shown) => {
  const value = `Basic ${Buffer.from("Aladdin:open:sesame").toString("base64")}`;
  expect(withoutEchoes({ ...result, excerpt }, [value]).excerpt).toBe(shown);
});

it("an echo in a header's name is hidden", () => {
  const answerHeaders = { "x-s3cretvalue": "1", other: "2" };
  const kept = withoutEchoes({ ...result, excerpt: "", answerHeaders }, ["S3cretValue"]);
  expect(kept.answerHeaders).toEqual({ "x-******": "1", other: "2" });
});

it.each<[string, (start: string) => string]>([
  ["as it is", (start) => start],
  ["after lines that end in CRLF", (start) => `\r\n${"line\r\n".repeat(60)}${start}`],
  ["in base64", (start) => Buffer.from(`"${start}`).toString("base64").replaceAll("=", "")],
  ["within an escape", (start) => `${start}\\u00`],
])("an echo that the end of the excerpt cuts off is hidden: %s", (_case, endWith) => {
  const end = endWith("Bearer s3cr");
  const excerpt = excerptOf(Buffer.from("-".repeat(1024 - end.length) + end + VALUE.slice(11)));
  const shown = withoutEchoes({ ...result, excerpt }, [VALUE]).excerpt;
  expect(shown).toMatch(/\*{6}$/);
  expect(shown).not.toMatch(/s3cr|czNj/);
});

it("a short answer that ends like a value begins stays as it is", () => {
  expect(echoed("expected Bearer").excerpt).toBe("expected Bearer");
});

it("many parts of many values take little time", () => {
  const value = Array.from({ length: 600 }, (_, n) => `-${10_000 + n}`).join(" ");
  const values = [value, value.replaceAll("1", "2")];
  const answer = { ...result, excerpt: "-".repeat(1024), answerHeaders: { a: "-".repeat(2000) } };
  const { user: before } = process.cpuUsage();
  for (let n = 0; n < 20; n++) withoutEchoes(answer, values);
  expect((process.cpuUsage().user - before) / 20_000).toBeLessThan(150);
});
