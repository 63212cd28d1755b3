import type { Clock } from "../clock.ts";
import { earlySliceFate, SLICE_BUDGET_MS, type SliceFate, type SliceReceipt, sendNextAgain } from "../kit/job-slice.ts";
import type { DeletionQueue, ErasePage, TenantDeletionStore, TenantEraser } from "./deletion-ports.ts";
import { eraseSecrets, type SecretErasurePorts } from "./erase-secrets.ts";
import { afterErasedPage, type DeletionSlice, type ErasureStep, type TenantDeletion } from "./tenant-deletion.ts";

export interface DeletionSlicePorts extends SecretErasurePorts {
  deletions: Pick<TenantDeletionStore, "getDeletion" | "putDeletion">;
  slices: DeletionQueue;
  eraser: TenantEraser;
  /** How long functions may run that know the tenant. They may still write rows of it. */
  waitSeconds: number;
  now: Clock;
}

/** The longest delay of an SQS message. */
const LONGEST_DELAY_SECONDS = 900;

/**
 * Erases what a deleted tenant had, page by page. When the time is up, queues the next slice. The deletion's row is the
 * source of truth: it advances after each page, and a function that finds a newer row stops.
 */
export function runDeletionSlice(ports: DeletionSlicePorts) {
  const { deletions, slices, waitSeconds, now } = ports;
  const steps: Record<ErasureStep, ErasePage> = { ...ports.eraser, secrets: eraseSecrets(ports) };

  return async function slice(message: DeletionSlice, receipt: SliceReceipt): Promise<SliceFate> {
    const deletion = await deletions.getDeletion(message.deletionId);
    if (!deletion) return earlySliceFate(receipt, now());
    if (deletion.state === "completed" || message.slice < deletion.slice - 1) return "done";
    return message.slice < deletion.slice ? sendNextAgain(receipt, () => send(deletion)) : work(deletion);
  };

  async function send({ id: deletionId, slice }: TenantDeletion, delaySeconds = 0): Promise<void> {
    await slices.sendSlice({ deletionId, slice }, delaySeconds);
  }

  async function work(deletion: TenantDeletion): Promise<SliceFate> {
    const waitMs = Date.parse(deletion.createdAt) + waitSeconds * 1000 - now();
    if (waitMs <= 0) return erase(deletion);
    await send(deletion, Math.min(Math.ceil(waitMs / 1000), LONGEST_DELAY_SECONDS));
    return "done";
  }

  async function erase(deletion: TenantDeletion): Promise<SliceFate> {
    const startedAt = now();
    let current: TenantDeletion | undefined = deletion;
    while (current && now() - startedAt <= SLICE_BUDGET_MS) {
      const page = await steps[current.step](current);
      current = await advance(current, afterErasedPage(current, page, nowIso()));
      if (current?.state === "completed") return "done";
    }
    return queueNext(current);
  }

  /** Another function that has the same message may be faster. The message stays in case that function dies. */
  async function queueNext(deletion: TenantDeletion | undefined): Promise<SliceFate> {
    const next = deletion && (await advance(deletion, { slice: deletion.slice + 1 }));
    if (!next) return "again";
    await send(next);
    return "done";
  }

  /** Resolves with undefined if another function has changed the deletion. */
  async function advance(
    deletion: TenantDeletion,
    changes: Partial<TenantDeletion>,
  ): Promise<TenantDeletion | undefined> {
    const after = { ...deletion, ...changes, version: deletion.version + 1, updatedAt: nowIso() };
    return (await deletions.putDeletion(after, deletion.version)) ? after : undefined;
  }

  function nowIso(): string {
    return new Date(now()).toISOString();
  }
}
