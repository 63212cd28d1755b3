import { CannotStart } from "../cannot-start.ts";
import type { Index, TableDescription, TableProperties } from "./table-properties.ts";

/** An item of `GlobalSecondaryIndexUpdates`. */
export type IndexUpdate = { Create: Index } | { Delete: { IndexName: string } };

/** CloudFormation's words. */
const ONE_INDEX = "Cannot perform more than one GSI creation or deletion in a single update";
const NO_EDITS =
  "Cannot update GSI's properties other than Provisioned Throughput and Contributor Insights Specification. You can create a new GSI with a different name";

/**
 * Returns the change that turns the indexes of an existing table into the wanted ones. An update creates or deletes one
 * global index, and changes none
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html).
 * Throws `CannotStart` when CloudFormation would refuse the update, or would replace the table.
 */
export function indexUpdate(wanted: TableProperties, existing: TableDescription): IndexUpdate | undefined {
  checkKeys(wanted, existing);
  const before = globalIndexes(existing);
  const after = globalIndexes(wanted);
  const edited = [...after].filter(([name, text]) => (before.get(name) ?? text) !== text).map(([name]) => name);
  if (edited.length > 0) {
    const advice = "Add one with another name, and remove this one in a later start";
    throw refusal(wanted, `changes ${edited.join(", ")}`, NO_EDITS, advice);
  }
  const created = wanted.GlobalSecondaryIndexes.filter(({ IndexName }) => !before.has(IndexName));
  const deleted = existing.GlobalSecondaryIndexes.filter(({ IndexName }) => !after.has(IndexName));
  if (created.length + deleted.length > 1)
    throw refusal(wanted, changesOf(created, deleted), ONE_INDEX, "Change one index per start");
  if (created[0]) return { Create: created[0] };
  return deleted[0] && { Delete: { IndexName: deleted[0].IndexName } };
}

const refusal = ({ TableName }: TableProperties, changes: string, reason: string, advice: string): CannotStart =>
  new CannotStart(
    `CloudFormation would refuse an update that ${changes} on the table ${TableName}: "${reason}". ${advice}, or start with --fresh`,
  );

function changesOf(created: readonly Index[], deleted: readonly Index[]): string {
  const named = (verb: string, indexes: readonly Index[]) =>
    indexes.length > 0 ? [`${verb} ${indexes.map(({ IndexName }) => IndexName).join(", ")}`] : [];
  return [...named("adds", created), ...named("removes", deleted)].join(" and ");
}

/** CloudFormation replaces a table whose key or local indexes change. The twin would lose its rows. */
function checkKeys(wanted: TableProperties, existing: TableDescription): void {
  const differing = (
    [
      ["its key", (table: TableDescription) => keyText(table, table.KeySchema)],
      ["its local indexes", localIndexes],
    ] as const
  ).find(([, textOf]) => textOf(wanted) !== textOf(existing));
  if (differing)
    throw new CannotStart(
      `the table ${wanted.TableName} of an earlier run differs in ${differing[0]}: start with --fresh`,
    );
}

/** Each global index as comparable text, by name. */
const globalIndexes = (table: TableDescription): Map<string, string> =>
  new Map(table.GlobalSecondaryIndexes.map((index) => [index.IndexName, indexText(table, index)]));

const localIndexes = (table: TableDescription): string =>
  table.LocalSecondaryIndexes.map((index) => `${index.IndexName}: ${indexText(table, index)}`)
    .sort()
    .join();

const indexText = (table: TableDescription, { KeySchema, Projection }: Index): string =>
  [
    keyText(table, KeySchema),
    Projection.ProjectionType ?? "ALL",
    ...(Projection.NonKeyAttributes ?? []).toSorted(),
  ].join();

function keyText({ AttributeDefinitions }: TableDescription, keys: TableDescription["KeySchema"]): string {
  const types = new Map(AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  return keys.map(({ KeyType, AttributeName }) => `${KeyType} ${AttributeName} ${types.get(AttributeName)}`).join();
}
