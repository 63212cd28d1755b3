import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, Billing, ProjectionType, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";
import {
  LOG_INDEX,
  LOG_PARTITION_KEY,
  LOG_PROJECTION,
  LOG_SORT_KEY,
  PARTITION_KEY,
  SORT_KEY,
  TTL_ATTRIBUTE,
} from "../../aws/dynamodb/table.ts";

/** The one table. It outlives its stack, so that no mistaken `cdk destroy` takes the deliveries with it. */
export class DataTable extends Construct {
  readonly table: TableV2;
  /** DynamoDB authorizes the query of an index by the index's own ARN. */
  readonly logIndexArn: string;

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
      globalSecondaryIndexes: [
        {
          indexName: LOG_INDEX,
          partitionKey: text(LOG_PARTITION_KEY),
          sortKey: text(LOG_SORT_KEY),
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: [...LOG_PROJECTION],
        },
      ],
    });
    this.logIndexArn = `${this.table.tableArn}/index/${LOG_INDEX}`;
  }
}

const text = (name: string) => ({ name, type: AttributeType.STRING });
