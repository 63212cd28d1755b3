import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawElements, rawMembers } from "../../../lib/core/kit/raw-json.ts";

describe("raw members", () => {
  it.each([
    [
      "numbers a double can't hold",
      '{"data":{"n":12345678901234567890,"big":1e400}}',
      '{"n":12345678901234567890,"big":1e400}',
    ],
    ["white space around", '{ "data" :\t[ 1 , 2 ]\n}', "[ 1 , 2 ]"],
    ["braces and quotes in strings", '{"a":"}\\"{,","data":"]\\\\"}', '"]\\\\"'],
    ["an escaped key", '{"d\\u0061ta":1}', "1"],
    ["the last of a repeated key", '{"data":1,"data":2}', "2"],
    ["a nested member of the same name", '{"x":{"data":1},"data":-0}', "-0"],
  ])("keeps %s", (_case, text, data) => {
    expect(rawMembers(text).get("data")).toBe(data);
  });

  it("finds none in an empty object", () => {
    expect(rawMembers(" { } ").size).toBe(0);
  });

  it("agrees with JSON.parse for any object, however it is spaced", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (object, indent) => {
        const raw = rawMembers(JSON.stringify(object, null, indent));
        const parsed = Object.fromEntries([...raw].map(([key, text]) => [key, JSON.parse(text)]));
        expect(parsed).toEqual(JSON.parse(JSON.stringify(object)));
      }),
    );
  });
});

describe("raw elements", () => {
  it("agrees with JSON.parse for any array", () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(4), (array, indent) => {
        const raw = rawElements(JSON.stringify(array, null, indent));
        expect(raw.map((text) => JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(array)));
      }),
    );
  });

  it("keeps the text of each element", () => {
    expect(rawElements('[1.0, {"a":[ ]} ,"x,y"]')).toEqual(["1.0", '{"a":[ ]}', '"x,y"']);
  });
});
