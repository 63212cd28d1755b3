import { CfnOutput, Stack } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { IntakeBus } from "../constructs/bus.ts";
import { DeliverFunction } from "../constructs/functions/deliver.ts";
import { IngestFunction } from "../constructs/functions/ingest.ts";
import { ReplayFunction } from "../constructs/functions/replay.ts";
import { SettleFunction } from "../constructs/functions/settle.ts";
import { DeliveryQueues, ReplayQueues } from "../constructs/queues.ts";
import type { StackOptions } from "../options.ts";
import type { DataStack } from "./data.ts";

/** The path of an event from the bus or the API to its receivers. */
export class PipelineStack extends Stack {
  readonly ingest: IFunction;
  readonly queues: DeliveryQueues;
  readonly replays: ReplayQueues;

  constructor(scope: Construct, options: StackOptions, bundles: Bundles, { data, secrets }: DataStack) {
    super(scope, `posthorn-${options.stage}-pipeline`, {
      description: "Posthorn: bus, queues, ingest, deliver, settle, replay",
    });
    const shared = { bundles, options, data };
    const queues = new DeliveryQueues(this, "Queues", options);
    const { deliveries, deadLetters } = queues;
    const intake = new IntakeBus(this, "Intake", options.stage);
    const busDeadLetters = intake.deadLetters;

    const ingest = new IngestFunction(this, "Ingest", {
      ...shared,
      adminKey: secrets.adminKey,
      deliveries,
      busDeadLetters,
    });
    const deliver = new DeliverFunction(this, "Deliver", { ...shared, deliveries, signingSecrets: secrets.signing });
    const settle = new SettleFunction(this, "Settle", { ...shared, queues, bus: intake.bus });
    const replays = new ReplayQueues(this, "Replays", options);
    const replay = new ReplayFunction(this, "Replay", { ...shared, deliveries, replays });
    intake.feed(ingest.function);
    this.ingest = ingest.function;
    this.queues = queues;
    this.replays = replays;

    const alarms = new PipelineAlarms(this, "Alarms", options.stage);
    alarms.deadLettersStay(deadLetters);
    alarms.busDeadLetters(busDeadLetters);
    alarms.deliveriesAge(queues, options);
    alarms.inFlight(queues);
    alarms.errors("ingest", ingest.function);
    alarms.errors("deliver", deliver.function);
    alarms.errors("settle", settle.function);
    alarms.replayDeadLetters(replays.deadLetters);
    alarms.errors("replay", replay.function);

    new CfnOutput(this, "BusName", {
      description: "The bus that producers put events on",
      value: intake.bus.eventBusName,
    });
  }
}
