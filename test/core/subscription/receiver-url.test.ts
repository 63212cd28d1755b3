import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { addressPolicy } from "../../../lib/core/subscription/address-policy.ts";
import { judgeUrl, urlProblem } from "../../../lib/core/subscription/receiver-url.ts";

const strict = addressPolicy({ allowHttp: false, allowedAddresses: [] });
const laptop = addressPolicy({ allowHttp: true, allowedAddresses: ["127.0.0.0/8", "::1/128"] });

const NOT_PUBLIC = /is not a public address$/;

describe("URLs that are rejected", () => {
  test.each<[string, string, RegExp]>([
    ["a tab in the host", "https://exa\tmple.com/", /control characters/],
    ["a line break in the path", "https://example.com/a\nb", /control characters/],
    ["a carriage return", "https://example.com/\r", /control characters/],
    ["a null character", "https://example.com/\u0000", /control characters/],
    ["a zero-width space in the host", "https://exam\u200bple.com/", /invisible characters/],
    ["a soft hyphen in the host", "https://exam\u00adple.com/", /invisible characters/],
    ["a direction mark in the path", "https://example.com/a\u202eb", /invisible characters/],
    ["a line separator", "https://example.com/\u2028", /invisible characters/],
    ["a paragraph separator", "https://example.com/\u2029a", /invisible characters/],
    ["a no-break space after it", "https://example.com/\u00a0", /invisible characters/],
    ["an ideographic space", "https://example.com/a\u3000b", /invisible characters/],
    ["a control character of C1", "https://example.com/\u0085", /control characters/],
    ["a space before it", " https://example.com/", /spaces around/],
    ["a space after it", "https://example.com/ ", /spaces around/],
    ["no URL", "example.com/hook", /valid URL/],
    ["empty", "", /valid URL/],
    ["plain http", "http://example.com/", /must use https$/],
    ["another scheme", "ftp://example.com/", /must use https$/],
    ["file", "file:///etc/passwd", /must use https$/],
    ["javascript", "javascript:alert(1)", /must use https$/],
    ["user name", "https://me@example.com/", /user name/],
    ["password", "https://:secret@example.com/", /user name/],
    ["a host in front of the host", "https://example.com@127.0.0.1/", /user name/],
    ["fragment", "https://example.com/#top", /fragment/],
    ["localhost", "https://localhost/", /localhost/],
    ["localhost, shouted", "https://LOCALHOST/", /localhost/],
    ["below localhost", "https://api.localhost/", /localhost/],
    ["localhost and a dot", "https://localhost./", /dot at its end/],
    ["trailing dot", "https://example.com./", /dot at its end/],
    ["empty label", "https://example..com/", /empty part/],
    ["leading dot", "https://.example.com/", /empty part/],
    ["dots alone", "https://.../", /empty part/],
    ["five numbers", "https://1.2.3.4.5/", /valid URL/],
    ["too large a number", "https://256.1.1.1/", /valid URL/],
    ["a zone", "https://[fe80::1%25eth0]/", /valid URL/],
    ["port 0", "https://example.com:0/", /port 0/],
    ["SSH's port", "https://example.com:22/", /port 22/],
    ["SMTP's port", "https://example.com:25/", /port 25/],
    ["SMTP's port, padded", "https://example.com:00025/", /port 25/],
    ["IRC's port", "https://example.com:6667/", /port 6667/],
    ["no such port", "https://example.com:65536/", /valid URL/],
    ["loopback", "https://127.0.0.1/", NOT_PUBLIC],
    ["loopback and a dot", "https://127.0.0.1./", NOT_PUBLIC],
    ["loopback, short", "https://127.1/", NOT_PUBLIC],
    ["loopback, decimal", "https://2130706433/", NOT_PUBLIC],
    ["loopback, octal", "https://0177.0.0.1/", NOT_PUBLIC],
    ["loopback, hex", "https://0x7f000001/", NOT_PUBLIC],
    ["loopback, mixed", "https://0x7f.0.0.01/", NOT_PUBLIC],
    ["loopback, full-width", "https://１２７.０.０.１/", NOT_PUBLIC],
    ["loopback, ideographic dots", "https://127。0。0。1/", NOT_PUBLIC],
    ["loopback, encoded", "https://%31%32%37%2e0%2e0%2e1/", NOT_PUBLIC],
    ["loopback, back slash", "https:\\\\127.0.0.1\\hook", NOT_PUBLIC],
    ["loopback, tab inside", "https://127.0\t.0.1/", NOT_PUBLIC],
    ["loopback, soft hyphen", "https://127.0.0.\u00ad1/", NOT_PUBLIC],
    ["zero", "https://0/", NOT_PUBLIC],
    ["metadata", "https://169.254.169.254/latest/meta-data/", NOT_PUBLIC],
    ["metadata, decimal", "https://2852039166/", NOT_PUBLIC],
    ["metadata, mapped", "https://[::ffff:169.254.169.254]/", NOT_PUBLIC],
    ["metadata, IPv6", "https://[fd00:ec2::254]/", NOT_PUBLIC],
    ["loopback, IPv6", "https://[::1]/", NOT_PUBLIC],
    ["loopback, IPv6 in full", "https://[0:0:0:0:0:0:0:1]/", NOT_PUBLIC],
    ["loopback, compatible", "https://[::127.0.0.1]/", NOT_PUBLIC],
  ])("%s: %s", (_name, url, problem) => {
    expect(urlProblem(url, strict)).toMatch(problem);
  });
});

describe("URLs that are accepted", () => {
  test.each([
    ["plain", "https://example.com/hook?x=1"],
    ["a port", "https://example.com:8443/"],
    ["shouted", "HTTPS://EXAMPLE.COM/"],
    ["international", "https://bücher.example/"],
    ["localhost inside", "https://localhost.example.com/"],
    ["an underscore", "https://my_host.example.com/"],
    ["a public address", "https://8.8.8.8/"],
    ["a public IPv6 address", "https://[2606:4700:4700::1111]/"],
  ])("%s: %s", (_name, url) => {
    expect(urlProblem(url, strict)).toBeUndefined();
    expect(judgeUrl(url, strict).url).toBeInstanceOf(URL);
  });
});

describe("what the operator allows", () => {
  it("accepts http and loopback if both are allowed", () => {
    for (const host of ["127.0.0.1:8080", "localhost:8080", "[::1]:8080", "[::ffff:127.0.0.1]"]) {
      expect(urlProblem(`http://${host}/hook`, laptop)).toBeUndefined();
    }
  });

  it("allows no other scheme", () => {
    expect(urlProblem("ftp://127.0.0.1/", laptop)).toBe("must use https or http");
  });
});

const octet = fc.integer({ min: 0, max: 255 });
const notPublic = fc.oneof(
  fc.tuple(fc.constantFrom(0, 10, 127), octet, octet, octet),
  fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
  fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
  fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  fc.tuple(fc.integer({ min: 224, max: 255 }), octet, octet, octet),
);
type Octets = [number, number, number, number];

const wide = (text: string): string => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)));
const encoded = (text: string): string => text.replace(/./g, (char) => `%${char.charCodeAt(0).toString(16)}`);
const hex = (high: number, low: number): string => (high * 256 + low).toString(16);
const whole = ([a, b, c, d]: Octets): number => ((a * 256 + b) * 256 + c) * 256 + d;

const spellings: ((octets: Octets) => string)[] = [
  (octets) => octets.join("."),
  (octets) => `${octets.join(".")}.`,
  (octets) => String(whole(octets)),
  (octets) => `0x${whole(octets).toString(16)}`,
  (octets) => `0${whole(octets).toString(8)}`,
  (octets) => octets.map((part) => `0${part.toString(8)}`).join("."),
  (octets) => octets.map((part) => `0X${part.toString(16)}`).join("."),
  ([a, b, c, d]) => `${a}.${b}.${c * 256 + d}`,
  ([a, b, c, d]) => `${a}.${(b * 256 + c) * 256 + d}`,
  (octets) => wide(octets.join(".")),
  (octets) => encoded(octets.join(".")),
  (octets) => octets.join("\u3002"),
  (octets) => `[::ffff:${octets.join(".")}]`,
  ([a, b, c, d]) => `[::ffff:${hex(a, b)}:${hex(c, d)}]`,
  (octets) => `[64:ff9b::${octets.join(".")}]`,
  (octets) => `[64:ff9b:1::${octets.join(".")}]`,
  ([a, b, c, d]) => `[2002:${hex(a, b)}:${hex(c, d)}::1]`,
  (octets) => `[2606:4700::5efe:${octets.join(".")}]`,
];

describe("every spelling of an address that is not public", () => {
  it("is rejected", () => {
    fc.assert(
      fc.property(notPublic, fc.constantFrom(...spellings), (octets, spell) => {
        expect(urlProblem(`https://${spell(octets)}/hook`, strict)).toMatch(NOT_PUBLIC);
      }),
      { numRuns: 2000 },
    );
  });
});
