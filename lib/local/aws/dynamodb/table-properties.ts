import { z } from "zod";
import { CannotStart } from "../cannot-start.ts";

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));

const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({ ProjectionType: z.string().optional(), NonKeyAttributes: z.array(z.string()).optional() }),
});

export type Index = z.output<typeof index>;

/**
 * The table properties that matter locally. Capacity, backups, encryption and tags make no difference on one machine.
 */
const tableProperties = z.object({
  TableName: z.string(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
  TimeToLiveSpecification: z.object({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
  StreamSpecification: z
    .strictObject(
      { StreamViewType: z.literal("NEW_AND_OLD_IMAGES", "the twin only supports streams of NEW_AND_OLD_IMAGES") },
      "the twin only supports StreamViewType",
    )
    .optional(),
});

export type TableProperties = z.output<typeof tableProperties>;

const description = tableProperties.pick({
  KeySchema: true,
  AttributeDefinitions: true,
  GlobalSecondaryIndexes: true,
  LocalSecondaryIndexes: true,
});

/** The part of a table that an update has to match. */
export type TableDescription = z.output<typeof description>;

/** Parses what `DescribeTable` answers. */
export const parseDescription = (table: unknown): TableDescription => description.parse(table);

/**
 * Parses the resolved properties of an `AWS::DynamoDB::Table` or `GlobalTable`. Throws `CannotStart` on projections that
 * DynamoDB refuses: the local one takes them.
 */
export function parseTableProperties(properties: unknown): TableProperties {
  const table = tableProperties.parse(properties);
  checkProjections(table);
  return table;
}

/**
 * Only `NonKeyAttributes` count
 * (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-globaltable-projection.html).
 */
const PROJECTED_BY_INDEX = 20;
const PROJECTED_BY_TABLE = 100;

function checkProjections({ TableName, GlobalSecondaryIndexes, LocalSecondaryIndexes }: TableProperties): void {
  let total = 0;
  for (const { IndexName, Projection } of [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes]) {
    const { length = 0 } = Projection.NonKeyAttributes ?? [];
    total += length;
    if (length > PROJECTED_BY_INDEX)
      throw new CannotStart(
        `the index ${IndexName} projects ${length} attributes: DynamoDB allows ${PROJECTED_BY_INDEX}`,
      );
  }
  if (total > PROJECTED_BY_TABLE)
    throw new CannotStart(
      `the indexes of ${TableName} project ${total} attributes together: DynamoDB allows ${PROJECTED_BY_TABLE}`,
    );
}
