import { alertDocs } from "../alerts/alert-docs.ts";
import { auditDocs } from "../audit/audit-docs.ts";
import { catalogDocs } from "../catalog/catalog-docs.ts";
import { consoleSessionDocs, oidcDocs } from "../console-sessions/console-session-docs.ts";
import { deadLetterDocs } from "../dead-letters/dead-letter-docs.ts";
import { deliveryDocs } from "../deliveries/delivery-docs.ts";
import { dialectDocs } from "../dialects/dialect-docs.ts";
import { documentationDocs } from "../documentation/documentation-docs.ts";
import { eventDocs } from "../events/event-docs.ts";
import { findDocs } from "../find/find-docs.ts";
import { healthDocs } from "../health/health-docs.ts";
import { keyRingDocs } from "../key-ring/key-ring-docs.ts";
import { operatorKeyDocs } from "../operator-keys/operator-key-docs.ts";
import { brandingDocs } from "../portal/branding-docs.ts";
import { portalDocs } from "../portal/portal-docs.ts";
import { rejectedEventDocs } from "../rejected-events/rejected-event-docs.ts";
import { allReplaysDocs, replayDocs } from "../replays/replay-docs.ts";
import { signingDocs } from "../secrets/secret-docs.ts";
import { settingsDocs } from "../settings/settings-docs.ts";
import { subscriptionDocs } from "../subscriptions/subscription-docs.ts";
import { tenantDeletionDocs } from "../tenant-deletions/tenant-deletion-docs.ts";
import { tenantDocs } from "../tenants/tenant-docs.ts";
import { timeSeriesDocs } from "../time-series/time-series-docs.ts";
import type { DocumentedResource } from "./operation-description.ts";

/** The whole API, in the order of the document. */
export const resources: readonly DocumentedResource[] = [
  eventDocs,
  subscriptionDocs,
  healthDocs,
  timeSeriesDocs,
  signingDocs,
  deliveryDocs,
  replayDocs,
  catalogDocs,
  dialectDocs,
  tenantDocs,
  portalDocs,
  brandingDocs,
  tenantDeletionDocs,
  operatorKeyDocs,
  consoleSessionDocs,
  oidcDocs,
  keyRingDocs,
  settingsDocs,
  allReplaysDocs,
  findDocs,
  alertDocs,
  auditDocs,
  deadLetterDocs,
  rejectedEventDocs,
  documentationDocs,
];
