import { CfnOutput, Stack } from "aws-cdk-lib";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { AlarmTopic } from "../constructs/alarm-topic.ts";
import { StackSecrets } from "../constructs/secrets.ts";
import { DataTable } from "../constructs/table.ts";
import type { StackOptions } from "../options.ts";

/** The resources that outlive the other stacks. */
export class DataStack extends Stack {
  readonly data: DataTable;
  readonly secrets: StackSecrets;
  /** Undefined if nobody is to be told of alarms. */
  readonly alarmTopic: ITopic | undefined;

  constructor(scope: Construct, options: StackOptions) {
    super(scope, `posthorn-${options.stage}-data`, {
      description: "Posthorn: the table, the operator's secrets, and the topic of alarms",
    });
    this.data = new DataTable(this, "Data", options);
    this.secrets = new StackSecrets(this, "Secrets", options.stage);
    this.alarmTopic = new AlarmTopic(this, "Alarms", options).topic;
    new CfnOutput(this, "AdminKeySecret", {
      description: "ARN of the secret that holds the operator's API key",
      value: this.secrets.adminKey.secretArn,
    });
  }
}
