import { auditEntry } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { isEditing, type KeyRingJob, nextJob } from "../../core/key-ring/key-ring-job.ts";
import type { KeyRingJobStore, KeyRingQueue } from "../../core/key-ring/key-ring-ports.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Caller, Operations } from "../http/endpoint.ts";
import { conflict } from "../http/refusals.ts";
import type { keyRingRoutes } from "./key-ring-routes.ts";

export interface KeyRingPorts {
  keyRingJobs: KeyRingJobStore;
  keyRingSlices: KeyRingQueue;
  now: Clock;
}

/** The message is sent before the row is written, so that no row waits for a message that never comes. */
const HEAD_START_SECONDS = 1;

/** The operator's operations on the key ring. `reseal` does the work, so no key ever passes through a request. */
export function keyRingOperations({ keyRingJobs, keyRingSlices, now }: KeyRingPorts): Operations<typeof keyRingRoutes> {
  /** A job that walks takes orders: the new job starts the walk again. Nothing disturbs one that changes the ring. */
  async function begin(caller: Caller, before: KeyRingJob | undefined, drop: boolean): Promise<KeyRingJob> {
    refuseWhileEditing(before);
    const job = nextJob(before, drop, now());
    await keyRingSlices.sendSlice({ jobId: job.id, slice: job.slice }, HEAD_START_SECONDS);
    const action = drop ? "dropOldKeys" : "rotateKeyRing";
    const states = { before: keyRingView(before), after: keyRingView(job) };
    const audit = auditEntry(caller, { action, resource: { type: "key-ring", id: "*" }, ...states }, now());
    if (await keyRingJobs.putJob(job, before?.version, audit)) return job;
    throw conflict("The key ring's job has just advanced. Try again.");
  }

  function refuseWhileEditing(job: KeyRingJob | undefined): void {
    if (job && isEditing(job, now())) throw conflict("The key ring is being changed. Try again in a minute.");
  }

  return {
    readKeyRing: async () => jsonAnswer(200, keyRingView(await keyRingJobs.getJob())),

    rotateKeyRing: async (request) =>
      jsonAnswer(202, keyRingView(await begin(request, await keyRingJobs.getJob(), false))),

    dropOldKeys: async (request) => {
      const before = await keyRingJobs.getJob();
      // A ring that was never rotated has no earlier keys.
      if (!before) return jsonAnswer(202, keyRingView(undefined));
      refuseWhileEditing(before);
      if (!nextJob(before, true, now()).keys) throw conflict("The last rotation was not finished. Rotate again first.");
      return jsonAnswer(202, keyRingView(await begin(request, before, true)));
    },
  };
}

function keyRingView(job: KeyRingJob | undefined) {
  if (!job) return { state: "never-rotated" };
  const { state, keys, progress, rotatedAt, createdAt: startedAt, updatedAt, finishedAt } = job;
  const times = { rotatedAt, startedAt, updatedAt, finishedAt };
  return { state, currentKey: keys?.current, keys: keys?.all, progress, ...times };
}
