import { type ItemWrite, keyIn, type Shapes } from "./item-write.ts";
import type { WireItem, WireValue } from "./wire-item.ts";

interface Statement {
  Statement?: string;
  Parameters?: WireValue[];
}

/**
 * The writes of PartiQL statements. Each one costs as much as the single operation that does the same, and has the same
 * place in a stream (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html). A statement
 * must give the attributes of the key as parameters: `pk = ?` or `'pk': ?`.
 */
export const statementWrites = (statements: readonly Statement[], shapes: Shapes): ItemWrite[] =>
  statements.filter(isWrite).map((statement) => statementWrite(statement, shapes));

const isWrite = ({ Statement: text = "" }: Statement): boolean => !/^\s*(SELECT|EXISTS)\b/i.test(text);

/** The tables that statements name: `FROM "t"`, `INTO "t"` or `UPDATE "t"`. */
export const tableIn = ({ Statement: text = "" }: Statement): string =>
  /\b(?:FROM|INTO|UPDATE)\s+"?([\w.-]+)"?/i.exec(text)?.[1] ?? "";

function statementWrite(statement: Statement, shapes: Shapes): ItemWrite {
  const table = tableIn(statement);
  const { Statement: text = "" } = statement;
  const key = statementKey(statement, table, shapes);
  const write = { table, key, transactional: false };
  if (/^\s*DELETE\b/i.test(text)) return { ...write, after: undefined };
  return INSERT_OF_PARAMETERS.test(text)
    ? { ...write, after: namedParameters(statement), inserts: true }
    : { ...write, after: "unknown" };
}

/** An insertion whose values are all parameters, and whose names have no quotes. */
const INSERT_OF_PARAMETERS =
  /^\s*INSERT\s+INTO\s+"?[\w.-]+"?\s+VALUE\s+\{\s*'\w+'\s*:\s*\?(\s*,\s*'\w+'\s*:\s*\?)*\s*\}\s*$/i;

/** The key of the one item that a statement reads or writes. */
export function statementKey(statement: Statement, table: string, shapes: Shapes): WireItem {
  const key = keyIn(namedParameters(statement), table, shapes);
  if (Object.values(key).some((value) => "NULL" in value)) {
    throw new Error(`no parameter has the key of ${statement.Statement}`);
  }
  return key;
}

/** The parameters by the attribute before each question mark. The last one counts: `WHERE` comes after `SET`. */
function namedParameters({ Statement: text = "", Parameters = [] }: Statement): WireItem {
  const marks = [...text.matchAll(/(?:["']?(\w+)["']?\s*(?:=|:|<|>|<=|>=|<>)\s*)?\?/g)];
  return Object.fromEntries(marks.flatMap(([, name], index) => (name ? [[name, Parameters[index] ?? {}]] : [])));
}
