import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, ProjectionType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import {
  FAILURE_INDEX,
  HEAD_INDEX,
  LOG_INDEX,
  LOG_INDEXES,
  LOG_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  STATE_INDEX,
  TTL_ATTRIBUTE,
} from "../../aws/dynamodb/table.ts";

/** The one table. It outlives its stack, so that no mistaken `cdk destroy` takes the deliveries with it. */
export class DataTable extends Construct {
  readonly table: TableV2;
  /** DynamoDB authorizes the query of an index by the index's own ARN. */
  readonly headIndexArn: string;
  readonly logIndexArn: string;
  readonly stateIndexArn: string;
  readonly failureIndexArn: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.table = new TableV2(this, "Table", {
      partitionKey: text(PARTITION_KEY),
      sortKey: text(SORT_KEY),
      timeToLiveAttribute: TTL_ATTRIBUTE,
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      globalSecondaryIndexes: LOG_INDEXES.map(({ name, partitionKey, projection }) => ({
        indexName: name,
        partitionKey: text(partitionKey),
        sortKey: text(LOG_SORT_KEY),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: [...projection],
      })),
    });
    const indexArn = ({ name }: { name: string }) => `${this.table.tableArn}/index/${name}`;
    this.headIndexArn = indexArn(HEAD_INDEX);
    this.logIndexArn = indexArn(LOG_INDEX);
    this.stateIndexArn = indexArn(STATE_INDEX);
    this.failureIndexArn = indexArn(FAILURE_INDEX);
  }
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
