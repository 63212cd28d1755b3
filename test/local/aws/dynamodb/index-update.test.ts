import { describe, expect, it } from "vitest";
import { indexUpdate } from "../../../../lib/local/aws/dynamodb/index-update.ts";
import { parseDescription, parseTableProperties } from "../../../../lib/local/aws/dynamodb/table-properties.ts";

const pair = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: "HASH" },
  { AttributeName: range, KeyType: "RANGE" },
];

const index = (IndexName: string, more: object = {}) => ({
  IndexName,
  KeySchema: pair(IndexName, "sk"),
  Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["id", "type"] },
  ...more,
});

const table = (indexes: ReturnType<typeof index>[], more: object = {}) => ({
  TableName: "posthorn",
  KeySchema: pair("pk", "sk"),
  AttributeDefinitions: ["pk", "sk", "log", "state", "due"].map((name) => ({
    AttributeName: name,
    AttributeType: "S",
  })),
  GlobalSecondaryIndexes: indexes,
  ...more,
});

const updateOf = (before: object, after: object) => indexUpdate(parseTableProperties(after), parseDescription(before));

describe("the update of a table's indexes", () => {
  it("is none if they are the same, whatever their order", () => {
    const reordered = { Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["type", "id"] } };
    const before = table([index("log"), index("state")]);
    expect(updateOf(before, table([index("state", reordered), index("log")]))).toBe(undefined);
  });

  it("creates or deletes one", () => {
    const [one, two] = [table([index("log")]), table([index("log"), index("state")])];
    expect(updateOf(one, two)).toEqual({ Create: index("state") });
    expect(updateOf(two, one)).toEqual({ Delete: { IndexName: "state" } });
  });

  const tooMany: [before: string[], after: string[], changes: string][] = [
    [["log"], ["log", "state", "due"], "adds state, due"],
    [["log", "state"], [], "removes log, state"],
    [["log"], ["state"], "adds state and removes log"],
  ];
  it.each(tooMany)("is refused as CloudFormation refuses it, from %j to %j", (before, after, changes) => {
    const tableWith = (names: string[]) => table(names.map((name) => index(name)));
    expect(() => updateOf(tableWith(before), tableWith(after))).toThrow(
      `CloudFormation would refuse an update that ${changes} on the table posthorn: ` +
        '"Cannot perform more than one GSI creation or deletion in a single update". Change one index per start, or start with --fresh',
    );
  });

  const edits: [name: string, more: object][] = [
    ["projected attributes", { Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["id", "type", "url"] } }],
    ["projection", { Projection: { ProjectionType: "ALL" } }],
    ["key", { KeySchema: pair("log", "pk") }],
  ];
  it.each(edits)("is refused as CloudFormation refuses it, if it changes an index's %s", (_name, more) => {
    expect(() => updateOf(table([index("log")]), table([index("log", more), index("state")]))).toThrow(
      /an update that changes log on the table posthorn: "Cannot update GSI's properties other than .* different name"\. Add one with another name, and remove this one in a later start, or start with --fresh$/,
    );
  });

  const replacements: [name: string, more: object, part: string][] = [
    ["key", { KeySchema: pair("pk", "log") }, "its key"],
    ["key's type", { AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "N" }] }, "its key"],
    [
      "local indexes",
      { LocalSecondaryIndexes: [index("local", { KeySchema: pair("pk", "due") })] },
      "its local indexes",
    ],
  ];
  it.each(replacements)("is refused if the table's %s differs", (_name, more, part) => {
    expect(() => updateOf(table([]), table([], more))).toThrow(
      `the table posthorn of an earlier run differs in ${part}: start with --fresh`,
    );
  });
});

describe("projections", () => {
  const projecting = (count: number, name = "log") =>
    index(name, {
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: Array.from({ length: count }, (_, n) => `a${n}`) },
    });
  const names = ["one", "two", "three", "four", "five"];

  it("have at most 20 attributes in an index, and 100 in a table", () => {
    const most = table(names.map((name) => projecting(20, name)));
    expect(parseTableProperties(most).GlobalSecondaryIndexes).toHaveLength(5);
  });

  it("with more attributes are refused", () => {
    expect(() => parseTableProperties(table([projecting(21)]))).toThrow(
      "the index log projects 21 attributes: DynamoDB allows 20",
    );
    expect(() => parseTableProperties(table([...names, "six"].map((name) => projecting(17, name))))).toThrow(
      "the indexes of posthorn project 102 attributes together: DynamoDB allows 100",
    );
  });
});
