import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newAllowance } from "../../../lib/core/matching/allowance.ts";
import { ConditionError, compileCondition, MAX_CONDITION_BYTES } from "../../../lib/core/matching/condition.ts";
import { evaluations } from "../../../lib/core/matching/evaluation.ts";
import { sampleEvent, subscriptionOf } from "../../support/factories.ts";

const eventOf = (data: string) => sampleEvent({ type: "item.moved", occurredAt: "2026-01-02T03:04:05.678Z", data });
const subscription = subscriptionOf({ id: "sub_1", name: "Support", metadata: { state: "done", active: "a,b" } });

const evaluate = (expression: string, data = "{}", options = {}, allowance = newAllowance()) =>
  evaluations(options)(eventOf(data), allowance)(expression, subscription);

const problemOf = (text: string): [string, number | undefined] | undefined => {
  try {
    compileCondition(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return [error.message, error.at];
  }
};

/** One use of every function that an expression may call. */
const USES = [
  "has(data.s)",
  "size(data.s) == 5",
  'data.s.startsWith("A")',
  'data.s.endsWith("e")',
  'data.s.contains("b")',
  'data.s.lowerAscii() == "ab de"',
  'data.s.upperAscii() == "AB DE"',
  'data.s.trim() == "Ab de"',
  'data.s.indexOf("b") == 1',
  'data.s.lastIndexOf("e") == 4',
  'data.s.substring(3) == "de"',
  'data.s.split(" ").size() == 2',
  'bool("true")',
  'int("1") == 1',
  'uint("1") == 1u',
  'double("1.5") == 1.5',
  "string(1) == '1'",
  "dyn(1) == 1",
  "type(1) == int",
  'timestamp("2026-01-02T03:04:05.678Z").getFullYear() == 2026',
  "timestamp(event.occurredAt).getMonth() == 0",
  "timestamp(event.occurredAt).getDate() == 2",
  "timestamp(event.occurredAt).getDayOfMonth() == 1",
  "timestamp(event.occurredAt).getDayOfWeek() == 5",
  "timestamp(event.occurredAt).getDayOfYear() == 1",
  "timestamp(event.occurredAt).getHours() == 3",
  "timestamp(event.occurredAt).getMinutes() == 4",
  "timestamp(event.occurredAt).getSeconds() == 5",
  "timestamp(event.occurredAt).getMilliseconds() == 678",
  "data.l.all(n, n > 0)",
  "data.l.exists(n, n == 2)",
  "data.l.exists_one(n, n == 2)",
  "data.l.filter(n, n > 1).size() == 1",
  "data.l.map(n, n + 1.0)[0] == 2.0",
  'data.s.matches("^A")',
  'timestamp(event.occurredAt) - duration("1s") < timestamp(event.occurredAt)',
];

it.each(USES)("an expression may say %s", (expression) => {
  expect(problemOf(expression)).toBeUndefined();
  expect(evaluate(expression, '{"s":"Ab de","l":[1,2]}')).toEqual({ met: true });
});

describe("an expression that is saved", () => {
  it.each([
    ['data.facts.agentKey == "support"'],
    ["data.flag"],
    ['event.type.startsWith("item.") && event.id != "" && timestamp(event.occurredAt).getFullYear() > 2000'],
    ['subscription.metadata["state"] == data.state || subscription.name == "x"'],
    ['data.items.exists(i, i.price > 10.0 && i.tags.all(t, t.matches("^[a-z]+$")))'],
    ['subscription.metadata.active.split(",").exists(s, s == data.state)'],
  ])("may be %s", (text) => {
    expect(problemOf(text)).toBeUndefined();
  });

  it.each<[string, string, string | RegExp, number | undefined]>([
    ["broken", "data.a == ", /Unexpected token/, 10],
    ["empty", "", /Unexpected token/, 0],
    ["of an unknown variable", "data.a == 1 && payload.b", "Unknown variable: payload", 15],
    ["of an unknown field of the event", 'event.kind == "x"', "No such key: kind", 6],
    ["of an unknown field of the subscription", 'subscription.url == "x"', "No such key: url", 13],
    ["of an unknown function", 'data.a.sort() == "x"', "the function sort is not available", 7],
    ["a string", '"x"', "must be true or false, but is of type string", 0],
    ["a number", "1 + 2", "must be true or false, but is of type int", 0],
    ["a comparison of different types", "event.type == 1", /no such overload/, 0],
    ["one that doubles strings", "cel.bind(x, data.s + data.s, x == data.s)", "the function bind is not available", 4],
    ["one that joins strings", 'data.l.map(x, data.s).join() == ""', "the function join is not available", 22],
    ["too long", `data.a == "${"é".repeat(MAX_CONDITION_BYTES / 2)}"`, "must be at most 2048 bytes", undefined],
    ["made of too many parts", Array(300).fill("true").join("||"), /./, expect.any(Number) as number],
  ])("is rejected if it is %s", (_case, text, message, at) => {
    const problem = problemOf(text);
    expect(problem?.[0]).toMatch(message);
    expect(problem?.[1]).toEqual(at);
  });

  it("is compiled or rejected, whatever it is", () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => problemOf(text) === undefined || true));
  });
});

describe("an evaluation", () => {
  it.each([
    ['data.s == "x"', '{"s":"x"}', true],
    ["data.n == 5", '{"n":5}', true],
    ["data.n > 4 && data.n < 6.5", '{"n":5}', true],
    ["has(data.s)", "{}", false],
    ["data.flag", '{"flag":true}', true],
    ["data == null", "null", true],
    ["data[1] == 2", "[1,2]", true],
    ["size(data.l) == 3", '{"l":[1,"a",null]}', true],
    ["subscription.metadata.state == data.state", '{"state":"done"}', true],
    ['subscription.metadata.active.split(",").exists(s, s == data.s)', '{"s":"b"}', true],
    ["timestamp(event.occurredAt).getFullYear() == 2026", "{}", true],
  ])("of %s on %s is %s", (expression, data, met) => {
    expect(evaluate(expression, data)).toEqual({ met });
  });

  it.each([
    ["data.n == 9007199254740993", '{"n":9007199254740993}', true],
    ["data.n == 9007199254740992", '{"n":9007199254740993}', false],
    ["data.n != 9007199254740992", '{"n":9007199254740993}', true],
    ["data.n > 9007199254740992", '{"n":9007199254740993}', true],
    ["data.n == -9007199254740993", '{"n":-9007199254740993}', true],
    ["data.n < -9007199254740992", '{"n":-9007199254740993}', true],
    ["data.n == 9007199254740993u", '{"n":9007199254740993}', true],
    ["data.n == 0x20000000000001", '{"n":9007199254740993}', true],
    ["data.n == 9223372036854775807", '{"n":9223372036854775806}', false],
    ["data.n > 9223372036854775807", '{"n":9223372036854775808}', true],
    ["data.n == 9007199254740993", '{"n": 9007199254740993.0 }', true],
    ["data.n == 9007199254740993", '{"n":9007199254740993e0}', true],
    ["data.n == 9007199254740993", '{"n":9007199254740993.00E+0}', true],
    ["data.n == 9007199254740993", '{"n":90071992547409930e-1}', true],
    ["data.n == 9007199254740993", '{"n":9.007199254740993e15}', true],
    ["data.n == 9007199254740992", '{"n":9.007199254740993e15}', false],
    ["data.n == -9007199254740993", '{"n":-9.007199254740993e+15}', true],
    ["data.n == 90071992547409930", '{"n":9.007199254740993e16}', true],
    ["data.n > 1e19 && data.n * 2.0 > 1e19", '{"n":1e20,"m":1.1234567890123456e0}', true],
    ["data.n == 9007199254740992u", '{"n":9007199254740993}', false],
    ["data.n == 18446744073709551615u", '{"n":18446744073709551615}', true],
    ["data.n == 18446744073709551615u", '{"n":18446744073709551616}', false],
    ["data.n == -9223372036854775808", '{"n":-9223372036854775808}', true],
    ["data.n == -9223372036854775808", '{"n":-9223372036854775809}', false],
    ["data.n == 9007199254740992.0", '{"n":9007199254740993}', false],
    ["data.n + 1 == 9007199254740994", '{"n":9007199254740993}', true],
    ["data.n == data.m", '{"n":9007199254740993,"m":9007199254740992}', false],
    ["data.n in [9007199254740992]", '{"n":9007199254740993}', false],
    ["data.n in [9007199254740993]", '{"n":9007199254740993}', true],
    ["9007199254740993 in data.l", '{"l":[1,"x",9007199254740993]}', true],
    ["9007199254740992 in data.l", '{"l":[1,9007199254740993]}', false],
    ["data.l.exists(n, n == 9007199254740993)", '{"l":[1,9007199254740993]}', true],
    ["data.l == [9007199254740993]", '{"l":[9007199254740993]}', true],
    ["data.a == data.b", '{"a":{"n":9007199254740993},"b":{"n":9007199254740992}}', false],
    ['string(data.n) == "9007199254740993"', '{"n":9007199254740993}', true],
    ["int(data.n) == 9007199254740993", '{"n":9007199254740993}', true],
    ["double(data.n) / 2.0 > 1.5", '{"n":9007199254740993}', true],
    ["data.n == 5 && data.n < 5.5", '{"n":5,"other":9007199254740993}', true],
    ["data.n > 1e20", '{"n":1e300}', true],
    ['data.s == "9007199254740993"', '{"s":"9007199254740993"}', true],
    ["data.n == 123456789012345678901234567890", '{"n":123456789012345678901234567891}', false],
  ])("is exact beyond 2^53: %s on %s is %s", (expression, data, met) => {
    expect(evaluate(expression, data)).toEqual({ met });
  });

  it.each([
    ["a missing field", 'data.a.b == "x"', '{"a":{}}', "No such key: b (at position 7)"],
    ["a field of a string", "data.a.b == 1", '{"a":"x"}', /No such key/],
    ["a property that every object inherits", "data.constructor == data.toString", "{}", /No such key/],
    ["a type that can't be compared", "data.a > 5", '{"a":"x"}', /no such overload/],
    ["a value that is not a boolean", "data.a", '{"a":"x"}', "was neither true nor false"],
    ["an index out of range", "data[7] == 1", "[1]", /./],
    ["a bad regular expression", "data.s.matches(data.r)", '{"s":"x","r":"("}', /Invalid regular expression/],
  ])("of %s does not match, and says why", (_case, expression, data, reason) => {
    const verdict = evaluate(expression, data);
    expect(verdict.met).toBe(false);
    expect(verdict.reason).toMatch(reason);
  });

  it("ends, whatever the regular expression is", () => {
    const verdict = evaluate('data.s.matches("^(a+)+$")', `{"s":"${"a".repeat(60)}!"}`, { slowMs: 20 });
    expect(verdict).toEqual({ met: false, reason: "took longer than 20 ms", undecided: true });
  });

  it("ends, however many elements its loops visit", () => {
    const list = JSON.stringify({ l: Array.from({ length: 60_000 }, (_, n) => n) });
    const expression = "data.l.all(a, data.l.all(b, data.l.all(c, a + b + c >= 0.0)))";
    expect(evaluate(expression, list, { slowMs: 20 })).toEqual({
      met: false,
      reason: "took longer than 20 ms",
      undecided: true,
    });
  });

  it.each([
    ["an invalid duration", "duration(data.s) == duration(data.s)", { s: "1".repeat(100_000) }],
    ["long lists joined", `size(${Array(60).fill("data.s").join("+")}) == 1`, { s: Array(100_000).fill(1) }],
    [
      "a long string in another",
      Array(20).fill("data.a.contains(data.s)").join("||"),
      { a: "a".repeat(60_000), s: `${"a".repeat(9_000)}b${"a".repeat(9_000)}` },
    ],
  ])("ends whatever the data is: %s", (_case, expression, data) => {
    const verdict = evaluate(expression, JSON.stringify(data), { slowMs: 20 });
    expect(verdict).toEqual({ met: false, reason: "took longer than 20 ms", undecided: true });
  });

  it("takes no more than the time that the whole request has", () => {
    // By this clock each evaluation takes 20 ms, however busy the machine is.
    let nowMs = 0;
    const elapsedMs = () => {
      nowMs += 20;
      return nowMs;
    };
    const evaluateOne = evaluations({ slowMs: 20, elapsedMs })(
      eventOf(`{"s":"${"a".repeat(60)}!"}`),
      newAllowance({
        leftMs: 10_000,
        slowLeftMs: 30,
      }),
    );
    const slow = (n: number) => evaluateOne(`data.s.matches("^(a+)+${n}$")`, subscription).reason;
    expect([slow(1), slow(2), slow(3)]).toEqual([
      "took longer than 20 ms",
      "took longer than 10 ms",
      "had no time left, because other expressions took too long",
    ]);
    // Quick expressions still have time.
    expect(evaluateOne('data.s.startsWith("a")', subscription)).toEqual({ met: true });
  });

  it("takes no more than the time that one subscription has, and leaves the others theirs", () => {
    let nowMs = 0;
    const elapsedMs = () => {
      nowMs += 20;
      return nowMs;
    };
    const allowance = newAllowance({ eachMs: 30 });
    const evaluateOne = evaluations({ slowMs: 20, elapsedMs })(eventOf(`{"s":"${"a".repeat(60)}!"}`), allowance);
    const slow = () => evaluateOne('data.s.matches("^(a+)+$")', subscription);
    expect([slow(), slow(), slow()]).toEqual(
      [
        "took longer than 20 ms",
        "took longer than 10 ms",
        "had no time left, because other expressions took too long",
      ].map((reason) => ({ met: false, reason, undecided: true })),
    );
    expect(evaluateOne('data.s.matches("^a")', { ...subscription, id: "sub_2" })).toEqual({ met: true });
  });

  it("counts the time of quick expressions too", () => {
    let nowMs = 0;
    const elapsedMs = () => {
      nowMs += 4;
      return nowMs;
    };
    const evaluateOne = evaluations({ elapsedMs })(eventOf("{}"), newAllowance({ leftMs: 8, slowLeftMs: 8 }));
    const met = () => evaluateOne("has(data.a) || true", subscription).met;
    expect([met(), met(), met()]).toEqual([true, true, false]);
  });

  it("never throws, whatever the data is", () => {
    const expressions = [
      "data.a.b > 1",
      'data.a == "x" || data.b[0] == data',
      "data.exists(x, x == data)",
      'data["__proto__"] == data',
      "data.a in data.b && size(data) > 1",
      "!data",
    ];
    const evaluationOf = evaluations();
    const check = (data: string, expression: string) => {
      const { met } = evaluationOf(eventOf(data), newAllowance())(expression, subscription);
      expect(met).toBeTypeOf("boolean");
    };
    fc.assert(fc.property(fc.json(), fc.constantFrom(...expressions), check));
  });

  it("of data that is nested too deeply does not match", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(evaluate("data == [[data]]", deep).met).toBe(false);
  });

  it("of an expression that a newer version stored does not match", () => {
    expect(evaluate("data.l.sort() == data.l")).toEqual({
      met: false,
      reason: "the function sort is not available (at position 7)",
    });
  });
});
