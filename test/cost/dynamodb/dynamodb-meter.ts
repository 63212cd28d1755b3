import { type AwsAnswer, type AwsCaller, type Backend, callerOf } from "../../../lib/local/aws/backend.ts";
import type { ItemWrite } from "../../../lib/local/aws/dynamodb/item-write.ts";
import { outcomesOf, type WriteOutcome } from "../../../lib/local/aws/dynamodb/outcomes.ts";
import { type TableShape, tableShapeOf } from "../../../lib/local/aws/dynamodb/table-shape.ts";
import type { WireItem } from "../../../lib/local/aws/dynamodb/wire-item.ts";
import { writesIn } from "../../../lib/local/aws/dynamodb/writes.ts";
import type { Usage } from "../meter/usage.ts";
import { createImages } from "./images.ts";
import { keyReadUnits, pageUnits, unfiltered } from "./reads.ts";
import { indexWriteUnits, refusedWriteUnits, TRANSACTIONAL, tableWriteUnits } from "./units.ts";

type Members = Record<string, unknown>;

/**
 * Counts the units of all calls of a new DynamoDB. Learns the tables from the calls that create them, so it knows
 * nothing of rows. Reads an item itself where a call doesn't tell what it wrote.
 */
export function dynamoDbMeter(backend: Backend, usage: () => Usage): Backend {
  const call = callerOf("dynamodb", "us-east-1", backend);
  const images = createImages();
  const shapes = new Map<string, TableShape>();

  return async function metered(request) {
    const answer = await backend(request);
    const { operation, input } = request;
    const output = JSON.parse(String(answer.body) || "{}") as Members;
    if (operation === "CreateTable") learn(input);
    const writes = writesIn(operation, input, shapes);
    if (writes.length > 0) await countWrites(operation, writes, answer, output);
    else if (answer.status < 400) await countReads(operation, input, output);
    return answer;
  };

  function learn(createTable: Members): void {
    const { name, shape } = tableShapeOf(createTable);
    shapes.set(name, shape);
  }

  async function countWrites(operation: string, writes: ItemWrite[], { status }: AwsAnswer, output: Members) {
    const outcomes = outcomesOf(operation, writes, { status, output }, shapes);
    const afters = await Promise.all(writes.map((write, index) => itemAfter(call, write, outcomes[index])));
    for (const [index, write] of writes.entries()) countWrite(write, outcomes[index], afters[index]);
  }

  function countWrite(write: ItemWrite, outcome: WriteOutcome | undefined, after: WireItem | undefined): void {
    const { table, key, transactional, checkOnly } = write;
    const factor = transactional ? TRANSACTIONAL : 1;
    const before = images.get(table, key);
    if (outcome === "not-done") return;
    if (outcome === "refused" || checkOnly) {
      usage().tableWriteUnits += factor * refusedWriteUnits(before);
      return;
    }
    usage().tableWriteUnits += factor * tableWriteUnits(before, after);
    usage().indexWriteUnits += indexWriteUnits(shapes.get(table) ?? { keys: [], indexes: [] }, before, after);
    images.set(table, key, after);
  }

  async function countReads(operation: string, input: Members, output: Members): Promise<void> {
    if (operation === "Query" || operation === "Scan") {
      const whole = unfiltered(input);
      const { Items } = whole ? await call(operation, whole) : output;
      usage().readUnits += pageUnits((Items ?? []) as WireItem[], input);
    } else {
      usage().readUnits += keyReadUnits(operation, input, output, { images, shapes });
    }
  }
}

/** The item after a write that was done. */
async function itemAfter(call: AwsCaller, { table, key, after }: ItemWrite, outcome: WriteOutcome | undefined) {
  if (after !== "unknown" || outcome !== "done") return after === "unknown" ? undefined : after;
  const { Item } = await call("GetItem", { TableName: table, Key: key, ConsistentRead: true });
  return Item as WireItem | undefined;
}
