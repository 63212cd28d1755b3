import { CANDIDATE_FIELDS, type Candidate, type CandidateLister } from "../../../core/matching/candidates.ts";
import { projection } from "../driver/projection.ts";
import { queryRows } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionsPk } from "../keys/subscription-keys.ts";
import { recordIn } from "../rows.ts";

/**
 * A tenant's subscriptions, oldest first. DynamoDB charges for whole rows, but sends only what matching reads: parsing
 * whole rows takes six times the CPU.
 */
export const dynamoCandidateLister = (table: TableAccess): CandidateLister => ({
  async listCandidates(tenantId) {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": subscriptionsPk(tenantId) },
      ConsistentRead: true,
      ...projection(CANDIDATE_FIELDS),
    });
    return rows.map((row) => recordIn<Candidate>(row));
  },
});
