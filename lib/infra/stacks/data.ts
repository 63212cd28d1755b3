import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { StackSecrets } from "../constructs/secrets.ts";
import { DataTable } from "../constructs/table.ts";
import type { StackOptions } from "../options.ts";

/** The resources that outlive the other stacks. */
export class DataStack extends Stack {
  readonly data: DataTable;
  readonly secrets: StackSecrets;

  constructor(scope: Construct, options: StackOptions) {
    super(scope, `posthorn-${options.stage}-data`, { description: "Posthorn: the table and the operator's secrets" });
    this.data = new DataTable(this, "Data", options);
    this.secrets = new StackSecrets(this, "Secrets", options.stage);
    new CfnOutput(this, "AdminKeySecret", {
      description: "ARN of the secret that holds the operator's API key",
      value: this.secrets.adminKey.secretArn,
    });
  }
}
