import { type ItemWrite, keyIn, type Shapes } from "./item-write.ts";
import { statementWrites } from "./partiql.ts";
import type { WireItem } from "./wire-item.ts";

type Input = Record<string, unknown>;

/** What a request asks for: one item of a batch or transaction, or the input of a single operation. */
interface Part {
  TableName: string;
  Item?: WireItem;
  Key?: WireItem;
}

/** The writes that a call asks for, in its order. None if the operation writes nothing. */
export function writesIn(operation: string, input: Input, shapes: Shapes): ItemWrite[] {
  const one = (part: Part, kind: string, transactional = false) => itemWrite(part, kind, transactional, shapes);
  switch (operation) {
    case "PutItem":
    case "DeleteItem":
    case "UpdateItem":
      return [one(input as unknown as Part, operation.slice(0, -"Item".length))];
    case "BatchWriteItem":
      return batchParts(input.RequestItems).map(({ kind, part }) => one(part, kind));
    case "TransactWriteItems":
      return (input.TransactItems as Record<string, Part>[]).flatMap((item) =>
        Object.entries(item).map(([kind, part]) => one(part, kind, true)),
      );
    case "ExecuteStatement":
      return statementWrites([input], shapes);
    case "BatchExecuteStatement":
      return statementWrites(input.Statements as Input[], shapes);
    case "ExecuteTransaction":
      throw new Error("the local DynamoDB does not know ExecuteTransaction");
    default:
      return [];
  }
}

function itemWrite({ TableName, Item, Key }: Part, kind: string, transactional: boolean, shapes: Shapes): ItemWrite {
  const key = Key ?? keyIn(Item ?? {}, TableName, shapes);
  const write = { table: TableName, key, transactional };
  if (kind === "Put") return { ...write, after: Item };
  if (kind === "Delete") return { ...write, after: undefined };
  return { ...write, after: "unknown", checkOnly: kind === "ConditionCheck" };
}

/** The requests of a BatchWriteItem call, or those of its `UnprocessedItems`. */
export function batchParts(requestItems: unknown): { kind: "Put" | "Delete"; part: Part }[] {
  type Request = { PutRequest?: Omit<Part, "TableName">; DeleteRequest?: Omit<Part, "TableName"> };
  return Object.entries((requestItems ?? {}) as Record<string, Request[]>).flatMap(([TableName, requests]) =>
    requests.map(({ PutRequest, DeleteRequest }) => ({
      kind: PutRequest ? ("Put" as const) : ("Delete" as const),
      part: { TableName, ...PutRequest, ...DeleteRequest },
    })),
  );
}
