import type { Clock } from "../clock.ts";
import { PipelineFault } from "../errors.ts";
import { earlySliceFate, SLICE_BUDGET_MS, type SliceFate, type SliceReceipt, sendNextAgain } from "../kit/job-slice.ts";
import { type KeyRingJob, type KeyRingSlice, type RingKeys, settledMs } from "./key-ring-job.ts";
import type { KeyRingEditor, KeyRingJobStore, KeyRingQueue, Resealer } from "./key-ring-ports.ts";
import { pageResealer, type ResealPagePorts } from "./reseal-page.ts";

export interface KeyRingSlicePorts extends ResealPagePorts {
  jobs: KeyRingJobStore;
  slices: KeyRingQueue;
  editor: KeyRingEditor;
  resealer: Resealer;
  now: Clock;
}

/**
 * Works on the latest job until the time is up, then queues the next slice. The job's row is the source of truth: it
 * advances after each page, and a function that finds a newer row stops.
 */
export function runKeyRingSlice(ports: KeyRingSlicePorts) {
  const { jobs, slices, editor, resealer, now } = ports;
  const resealPage = pageResealer(ports);

  return async function slice(message: KeyRingSlice, receipt: SliceReceipt): Promise<SliceFate> {
    const job = await jobs.getJob();
    if (job?.id !== message.jobId) return earlySliceFate(receipt, now());
    if (job.state === "completed" || message.slice < job.slice - 1) return "done";
    return message.slice < job.slice ? sendNextAgain(receipt, () => send(job)) : work(job);
  };

  async function send(job: KeyRingJob, delaySeconds = 0): Promise<void> {
    await slices.sendSlice({ jobId: job.id, slice: job.slice }, delaySeconds);
  }

  async function work(job: KeyRingJob): Promise<SliceFate> {
    if (job.state === "adding-key") return addKey(job);
    if (job.state === "dropping-keys") return dropKeys(job);
    const waitMs = job.drop ? settledMs(job) - now() : 0;
    if (waitMs <= 0) return walk(job);
    await send(job, Math.ceil(waitMs / 1000));
    return "done";
  }

  async function addKey(job: KeyRingJob): Promise<SliceFate> {
    const mine = await advance(job, {});
    if (!mine) return "again";
    const keys = await editor.addKey(job.id, job.keys?.current);
    return queueNext(await advance(mine, { state: "resealing", keys, rotatedAt: nowIso() }));
  }

  async function walk(job: KeyRingJob): Promise<SliceFate> {
    const startedAt = now();
    const reseal = await resealer.resealWith(keysOf(job).current);
    let current: KeyRingJob | undefined = job;
    while (current && now() - startedAt <= SLICE_BUDGET_MS) {
      const walked = await resealPage(current, reseal);
      if (!walked) return afterWalk(current);
      current = await advance(current, walked);
    }
    return queueNext(current);
  }

  async function afterWalk(job: KeyRingJob): Promise<SliceFate> {
    if (job.drop) return dropKeys(job);
    return (await advance(job, { state: "completed", finishedAt: nowIso() })) ? "done" : "again";
  }

  async function dropKeys(job: KeyRingJob): Promise<SliceFate> {
    const mine = await advance(job, { state: "dropping-keys" });
    if (!mine) return "again";
    const keys = await editor.dropOldKeys(job.id, keysOf(job).current);
    return (await advance(mine, { state: "completed", keys, finishedAt: nowIso() })) ? "done" : "again";
  }

  /** Another function that has the same message may be faster. The message stays in case that function dies. */
  async function queueNext(job: KeyRingJob | undefined): Promise<SliceFate> {
    const next = job && (await advance(job, { slice: job.slice + 1 }));
    if (!next) return "again";
    await send(next);
    return "done";
  }

  /** Resolves with undefined if another function or request has changed the job. */
  async function advance(job: KeyRingJob, changes: Partial<KeyRingJob>): Promise<KeyRingJob | undefined> {
    const after = { ...job, ...changes, version: job.version + 1, updatedAt: nowIso() };
    return (await jobs.putJob(after, job.version)) ? after : undefined;
  }

  function nowIso(): string {
    return new Date(now()).toISOString();
  }
}

function keysOf({ keys }: KeyRingJob): RingKeys {
  if (!keys) throw new PipelineFault("the key ring was never rotated");
  return keys;
}
