import { z } from "zod";

/** What the price of a write depends on: the keys of a table, and its indexes. */
export interface TableShape {
  /** The attributes of the primary key. */
  keys: readonly string[];
  indexes: readonly IndexShape[];
}

export interface IndexShape {
  /** The attributes of the index's key. */
  keys: readonly string[];
  /** The attributes that an entry has besides the keys of table and index. */
  projected: "ALL" | readonly string[];
}

const keySchema = z
  .array(z.object({ AttributeName: z.string() }))
  .transform((keys) => keys.map(({ AttributeName }) => AttributeName));

const index = z
  .object({
    KeySchema: keySchema,
    Projection: z.object({ ProjectionType: z.string().optional(), NonKeyAttributes: z.array(z.string()).default([]) }),
  })
  .transform(
    ({ KeySchema, Projection }): IndexShape => ({
      keys: KeySchema,
      projected: Projection.ProjectionType === "ALL" ? "ALL" : Projection.NonKeyAttributes,
    }),
  );

const table = z.object({
  TableName: z.string(),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).default([]),
  LocalSecondaryIndexes: z.array(index).default([]),
});

/** Reads the shape of a table from the input of `CreateTable`, which has the properties of the template. */
export function tableShapeOf(createTable: unknown): { name: string; shape: TableShape } {
  const { TableName, KeySchema, GlobalSecondaryIndexes, LocalSecondaryIndexes } = table.parse(createTable);
  return {
    name: TableName,
    shape: { keys: KeySchema, indexes: [...GlobalSecondaryIndexes, ...LocalSecondaryIndexes] },
  };
}
