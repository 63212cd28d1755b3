import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, Capacity, ProjectionType, StreamViewType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import { DUE_INDEX, INDEXES, PARTITION_KEY, SORT_KEY, STATE_INDEX, TTL_ATTRIBUTE } from "../../aws/dynamodb/table.ts";
import type { StackOptions } from "../options.ts";

type CapacityOptions = Pick<StackOptions, "tableCapacity" | "warmThroughput">;

/** The one table. It outlives its stack, so that a mistaken `cdk destroy` does not delete the deliveries. */
export class DataTable extends Construct {
  readonly table: TableV2;
  // DynamoDB authorizes the query of an index by the ARN of the index.
  readonly stateIndexArn: string;
  readonly dueIndexArn: string;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, options: CapacityOptions) {
    super(scope, id);
    const warmThroughput = warmthOf(options);
    this.table = new TableV2(this, "Table", {
      partitionKey: text(PARTITION_KEY),
      sortKey: text(SORT_KEY),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      // Function `tally` counts what deliveries do. The old image tells what is new in a row.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      billing: billingOf(options),
      warmThroughput,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: INDEXES.map(({ name, partitionKey, sortKey, projection }) => ({
        indexName: name,
        partitionKey: text(partitionKey),
        sortKey: sortKey ? { name: sortKey.name, type: AttributeType.NUMBER } : text(SORT_KEY),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...projection],
        warmThroughput,
      })),
    });
    this.stateIndexArn = `${this.table.tableArn}/index/${STATE_INDEX.name}`;
    this.streamArn = streamArnOf(this.table);
    this.dueIndexArn = `${this.table.tableArn}/index/${DUE_INDEX.name}`;
  }
}

/**
 * Reads and writes have the same range. `seedCapacity` is what a table starts with when it comes from on-demand, which
 * CloudFormation demands for that change.
 */
function billingOf({ tableCapacity }: CapacityOptions): Billing {
  if (tableCapacity === "on-demand") return Billing.onDemand();
  const { minimum, maximum, target } = tableCapacity;
  const range = { minCapacity: minimum, maxCapacity: maximum, seedCapacity: minimum, targetUtilizationPercent: target };
  return Billing.provisioned({ readCapacity: Capacity.autoscaled(range), writeCapacity: Capacity.autoscaled(range) });
}

/** An index that can't keep up throttles the table's writes, so the indexes are as warm as the table. */
const warmthOf = ({ warmThroughput: warm }: CapacityOptions) =>
  warm && { readUnitsPerSecond: warm.reads, writeUnitsPerSecond: warm.writes };

function streamArnOf({ tableStreamArn }: TableV2): string {
  if (tableStreamArn === undefined) throw new Error("the table has no stream");
  return tableStreamArn;
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
