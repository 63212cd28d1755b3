import { newId } from "../ids.ts";
import type { Tenant, TenantRef } from "../model/tenant.ts";

/** What a deleted tenant had, in the order in which it is erased. */
export const ERASURE_STEPS = [
  "events",
  "subscriptions",
  "replays",
  "tallies",
  "answers",
  "portal-sessions",
  "portal-branding",
  "rejected-events",
  "alerts",
  "audit",
  "secrets",
] as const;
export type ErasureStep = (typeof ERASURE_STEPS)[number];

/** `waiting`: functions that know the tenant may still run. `completed` is final. */
export type TenantDeletionState = "waiting" | "erasing" | "completed";

/** How much was erased so far. */
export interface Erased {
  events: number;
  deliveries: number;
}

/** The job that erases what a deleted tenant had. Deleting the tenant creates it. */
export interface TenantDeletion extends TenantRef {
  id: string;
  /** When the tenant was created. */
  tenantSince: string;
  state: TenantDeletionState;
  step: ErasureStep;
  /** Where the step continues. */
  after?: string | undefined;
  erased: Erased;
  slice: number;
  /** Raised by every change. */
  version: number;
  /** When the tenant was deleted. */
  createdAt: string;
  updatedAt: string;
  finishedAt?: string;
}

/** Identifies a slice of a deletion. A slice takes less time than its function may run. */
export interface DeletionSlice {
  deletionId: string;
  slice: number;
}

/** The deletion of a tenant that is deleted now. */
export function newDeletion(tenant: Tenant, nowMs: number): TenantDeletion {
  const createdAt = new Date(nowMs).toISOString();
  return {
    id: newId("tdl", nowMs),
    tenantId: tenant.id,
    incarnation: tenant.incarnation,
    tenantSince: tenant.createdAt,
    state: "waiting",
    step: ERASURE_STEPS[0],
    erased: { events: 0, deliveries: 0 },
    slice: 0,
    version: 1,
    createdAt,
    updatedAt: createdAt,
  };
}

/** What became of a page of a step. */
export interface ErasedPage extends Partial<Erased> {
  /** Nothing is left of the step. */
  done: boolean;
  /** Where the step continues. Without it, the step reads from the beginning, where erased rows are gone. */
  next?: string | undefined;
}

/** The deletion after a page of its step. */
export function afterErasedPage(deletion: TenantDeletion, page: ErasedPage, nowIso: string): Partial<TenantDeletion> {
  const { events = 0, deliveries = 0, done, next } = page;
  const erased = { events: deletion.erased.events + events, deliveries: deletion.erased.deliveries + deliveries };
  const step = done ? ERASURE_STEPS[ERASURE_STEPS.indexOf(deletion.step) + 1] : deletion.step;
  if (step === undefined) return { state: "completed", erased, after: undefined, finishedAt: nowIso };
  return { state: "erasing", erased, step, after: done ? undefined : next };
}
