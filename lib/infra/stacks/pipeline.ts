import { CfnOutput, Stack } from "aws-cdk-lib";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { Bundles } from "../bundle.ts";
import { PipelineAlarms } from "../constructs/alarms.ts";
import { IntakeBus } from "../constructs/bus.ts";
import { DeliverFunction } from "../constructs/functions/deliver.ts";
import { EraseFunction } from "../constructs/functions/erase.ts";
import { FanOutFunction } from "../constructs/functions/fan-out.ts";
import { IngestFunction } from "../constructs/functions/ingest.ts";
import { RecoverFunction } from "../constructs/functions/recover.ts";
import { ReplayFunction } from "../constructs/functions/replay.ts";
import { ResealFunction } from "../constructs/functions/reseal.ts";
import { SettleFunction } from "../constructs/functions/settle.ts";
import { TallyFunction } from "../constructs/functions/tally.ts";
import { WakeFunction } from "../constructs/functions/wake.ts";
import {
  DeletionQueues,
  DeliveryQueues,
  FanOutQueues,
  KeyRingQueues,
  ReplayQueues,
  WakeQueues,
} from "../constructs/queues.ts";
import type { StackOptions } from "../options.ts";
import type { DataStack } from "./data.ts";

/** The path of an event from the bus or the API to its receivers. */
export class PipelineStack extends Stack {
  readonly ingest: IFunction;
  readonly intake: IntakeBus;
  readonly queues: DeliveryQueues;
  readonly fanOuts: FanOutQueues;
  readonly replays: ReplayQueues;
  readonly wakes: WakeQueues;
  readonly reseal: IFunction;
  readonly erase: IFunction;

  constructor(scope: Construct, options: StackOptions, bundles: Bundles, { data, secrets, alarmTopic }: DataStack) {
    super(scope, `posthorn-${options.stage}-pipeline`, {
      description:
        "Posthorn: bus, queues, ingest, fan-out, deliver, retry, ordered, settle, replay, wake, recover, reseal, erase, tally",
    });
    const shared = { bundles, options, data };
    const queues = new DeliveryQueues(this, "Queues", options);
    const { deliveries, ordered: orderedQueue, deadLetters } = queues;
    const intake = new IntakeBus(this, "Intake", options.stage);

    const fanOuts = new FanOutQueues(this, "FanOuts", options);
    const ingest = new IngestFunction(this, "Ingest", {
      ...shared,
      adminKey: secrets.adminKey,
      deliveries,
      ordered: orderedQueue,
      pages: fanOuts.pages,
      intake: intake.events,
    });
    const fanOut = new FanOutFunction(this, "FanOut", { ...shared, deliveries, pages: fanOuts.pages });
    const wakes = new WakeQueues(this, "Wakes", options);
    const lanes = { ...shared, queues, wakes: wakes.slices, bus: intake.bus, signingSecrets: secrets.signing };
    const deliver = new DeliverFunction(this, "Deliver", { ...lanes, lane: "quick" });
    const retry = new DeliverFunction(this, "Retry", { ...lanes, lane: "patient" });
    const ordered = new DeliverFunction(this, "Ordered", { ...lanes, lane: "ordered" });
    const settle = new SettleFunction(this, "Settle", { ...shared, queues, bus: intake.bus });
    const wake = new WakeFunction(this, "Wake", { ...shared, queues, wakes });
    const replays = new ReplayQueues(this, "Replays", options);
    const replay = new ReplayFunction(this, "Replay", { ...shared, deliveries, ordered: orderedQueue, replays });
    const deletions = new DeletionQueues(this, "Deletions", options);
    const erase = new EraseFunction(this, "Erase", {
      ...shared,
      adminKey: secrets.adminKey,
      deletions,
      signingSecrets: secrets.signing,
    });
    const tally = new TallyFunction(this, "Tally", shared);
    const recover = new RecoverFunction(this, "Recover", { ...shared, deliveries, deletions: deletions.slices });
    const keyRing = new KeyRingQueues(this, "KeyRing", options);
    const reseal = new ResealFunction(this, "Reseal", {
      ...shared,
      adminKey: secrets.adminKey,
      keyRing,
      keyRingArn: secrets.signing.keyRingArn,
    });
    this.ingest = ingest.function;
    this.intake = intake;
    this.queues = queues;
    this.fanOuts = fanOuts;
    this.replays = replays;
    this.wakes = wakes;
    this.reseal = reseal.function;
    this.erase = erase.function;

    const alarms = new PipelineAlarms(this, "Alarms", options.stage, alarmTopic);
    alarms.deadLettersStay(deadLetters);
    alarms.intakeDeadLetters(intake.deadLetters);
    alarms.rejectedEvents(ingest.function);
    alarms.deliveriesAge(queues, options);
    alarms.retriesAge(queues);
    alarms.orderedAge(queues, options);
    alarms.inFlight(queues);
    alarms.errors("ingest", ingest.function);
    alarms.fanOutDeadLetters(fanOuts.deadLetters);
    alarms.errors("fan-out", fanOut.function);
    alarms.errors("deliver", deliver.function);
    alarms.concurrency("deliver", deliver.function, options);
    alarms.errors("retry", retry.function);
    alarms.concurrency("retry", retry.function, options);
    alarms.errors("ordered", ordered.function);
    alarms.concurrency("ordered", ordered.function, options);
    alarms.networkDown(deliver.function, retry.function, ordered.function);
    alarms.errors("settle", settle.function);
    alarms.replayDeadLetters(replays.deadLetters);
    alarms.errors("replay", replay.function);
    alarms.wakeDeadLetters(wakes.deadLetters);
    alarms.errors("wake", wake.function);
    alarms.errors("recover", recover.function);
    alarms.keyRingDeadLetters(keyRing.deadLetters);
    alarms.errors("reseal", reseal.function);
    alarms.deletionDeadLetters(deletions.deadLetters);
    alarms.errors("erase", erase.function);
    alarms.errors("tally", tally.function);

    new CfnOutput(this, "BusName", {
      description: "The bus that producers put events on",
      value: intake.bus.eventBusName,
    });
  }
}
