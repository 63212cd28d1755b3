import { CfnOutput, Stack } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { IntakeBus } from "../constructs/bus.ts";
import { Deliver } from "../constructs/functions/deliver.ts";
import { Ingest } from "../constructs/functions/ingest.ts";
import { Replay, ReplayQueues } from "../constructs/functions/replay.ts";
import { Settle } from "../constructs/functions/settle.ts";
import { DeliveryQueues } from "../constructs/queues.ts";
import type { Options } from "../options.ts";
import type { DataStack } from "./data.ts";

/** The path of an event from the bus or the API to its receivers. */
export class PipelineStack extends Stack {
  readonly ingest: IFunction;
  readonly queues: DeliveryQueues;
  readonly replays: ReplayQueues;

  constructor(scope: Construct, options: Options, bundles: Bundles, { data, secrets }: DataStack) {
    super(scope, `posthorn-${options.stage}-pipeline`, {
      description: "Posthorn: bus, queues, ingest, deliver, settle, replay",
    });
    const { table } = data;
    const queues = new DeliveryQueues(this, "Queues", options);
    this.queues = queues;
    const { deliveries, deadLetters } = queues;
    const intake = new IntakeBus(this, "Intake", options.stage);

    const ingest = new Ingest(this, "Ingest", {
      bundle: bundles.ingest,
      options,
      table,
      deliveries,
      busDeadLetters: intake.deadLetters,
    });
    const deliver = new Deliver(this, "Deliver", {
      bundle: bundles.deliver,
      options,
      table,
      deliveries,
      keyRing: secrets.keyRing,
    });
    const settle = new Settle(this, "Settle", { bundle: bundles.settle, options, table, queues, bus: intake.bus });
    this.replays = new ReplayQueues(this, "Replays", options.stage);
    const replay = new Replay(this, "Replay", {
      bundle: bundles.replay,
      options,
      data,
      deliveries,
      queues: this.replays,
    });
    intake.feed(ingest.function);
    this.ingest = ingest.function;

    const alarms = new PipelineAlarms(this, "Alarms", options.stage);
    alarms.deadLettersStay(deadLetters);
    alarms.busDeadLetters(intake.deadLetters);
    alarms.deliveriesAge(queues, options);
    alarms.inFlight(queues);
    alarms.errors("ingest", ingest.function);
    alarms.errors("deliver", deliver.function);
    alarms.errors("settle", settle.function);
    alarms.replayDeadLetters(this.replays.deadLetters);
    alarms.errors("replay", replay.function);

    new CfnOutput(this, "BusName", { description: "The bus to put events on", value: intake.bus.eventBusName });
  }
}
