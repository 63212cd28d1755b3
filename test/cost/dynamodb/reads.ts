import type { Shapes } from "../../../lib/local/aws/dynamodb/item-write.ts";
import { statementKey, tableIn } from "../../../lib/local/aws/dynamodb/partiql.ts";
import type { WireItem } from "../../../lib/local/aws/dynamodb/wire-item.ts";
import type { Images } from "./images.ts";
import { itemSize } from "./item-size.ts";
import { readUnits } from "./units.ts";

type Members = Record<string, unknown>;

interface ReadContext {
  images: Images;
  shapes: Shapes;
}

/** The keys that BatchGetItem asks for, or those that its answer lists as unprocessed, by table. */
type KeysAndMode = Record<string, { Keys: WireItem[]; ConsistentRead?: boolean }>;

/**
 * The units of reads by key. A projection makes them no cheaper, so the whole item counts. Each item of a batch is
 * rounded up by itself.
 */
export function keyReadUnits(operation: string, input: Members, output: Members, context: ReadContext): number {
  const { images, shapes } = context;
  const sizeAt = (table: string, key: WireItem) => itemSize(images.get(table, key));
  switch (operation) {
    case "GetItem":
      return readUnits(sizeAt(String(input.TableName), input.Key as WireItem), modeOf(input));
    case "BatchGetItem":
      return batchUnits(input.RequestItems as KeysAndMode, sizeAt) - batchUnits(unprocessedIn(input, output), sizeAt);
    case "TransactGetItems":
      return total(input.TransactItems as { Get: { TableName: string; Key: WireItem } }[], ({ Get }) =>
        readUnits(sizeAt(Get.TableName, Get.Key), { transactional: true }),
      );
    case "ExecuteStatement":
    case "BatchExecuteStatement":
      return total(statementsIn(input).filter(isSelect), (statement) => {
        const table = tableIn(statement);
        return readUnits(sizeAt(table, statementKey(statement, table, shapes)), modeOf(statement));
      });
    default:
      return 0;
  }
}

const modeOf = ({ ConsistentRead }: Members) => ({ consistent: ConsistentRead === true });

const batchUnits = (requests: KeysAndMode, sizeAt: (table: string, key: WireItem) => number): number =>
  total(Object.entries(requests), ([table, { Keys, ConsistentRead }]) =>
    total(Keys, (key) => readUnits(sizeAt(table, key), { consistent: ConsistentRead })),
  );

function unprocessedIn({ RequestItems }: Members, { UnprocessedKeys }: Members): KeysAndMode {
  const left = (UnprocessedKeys ?? {}) as KeysAndMode;
  return Object.fromEntries(
    Object.entries(left).map(([table, { Keys }]) => [table, { ...(RequestItems as KeysAndMode)[table], Keys }]),
  );
}

type Statement = { Statement?: string; Parameters?: WireItem[] } & Members;

const statementsIn = (input: Members): Statement[] => (input.Statements as Statement[] | undefined) ?? [input];
const isSelect = ({ Statement: text = "" }: Statement): boolean => /^\s*SELECT\b/i.test(text);

const total = <T>(all: readonly T[], unitsOf: (one: T) => number): number =>
  all.reduce((sum, one) => sum + unitsOf(one), 0);

/** The units of a page of a query or scan: the sizes of all items that it looked at are added, then rounded up. */
export const pageUnits = (lookedAt: readonly WireItem[], input: Members): number =>
  readUnits(total(lookedAt, itemSize), modeOf(input));

/**
 * The same query without what leaves items or attributes out of the answer. Undefined if the answer shows all that the
 * query looked at.
 */
export function unfiltered(input: Members): Members | undefined {
  const { FilterExpression, ProjectionExpression, Select, ...rest } = input;
  if (FilterExpression === undefined && ProjectionExpression === undefined && Select === undefined) return undefined;
  const names = (rest.ExpressionAttributeNames ?? {}) as Members;
  const values = (rest.ExpressionAttributeValues ?? {}) as Members;
  const text = String(rest.KeyConditionExpression ?? "");
  return {
    ...rest,
    ExpressionAttributeNames: usedIn(text, names),
    ExpressionAttributeValues: usedIn(text, values),
  };
}

/** DynamoDB rejects placeholders that no expression uses. */
function usedIn(text: string, placeholders: Members): Members | undefined {
  const used = Object.entries(placeholders).filter(([name]) => new RegExp(`${name}(?!\\w)`).test(text));
  return used.length > 0 ? Object.fromEntries(used) : undefined;
}
