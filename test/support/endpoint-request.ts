import { refTo } from "./contracts/sample-records.ts";

/** A checked request of the tenant `acme`, as the dispatcher gives it to an operation that reads no query and no body. */
export const requestFor = (id: string, tenantId = "acme") => ({
  ...refTo(tenantId),
  since: "2000-01-01T00:00:00.000Z",
  keyId: "k",
  id,
  params: { id },
  query: undefined,
  apiHosts: [],
  body: undefined,
  header: () => undefined,
});
