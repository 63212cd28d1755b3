import { refTo } from "./contracts/sample-records.ts";

/** A checked request of the tenant `acme`, as the dispatcher gives it to an operation that reads no query and no body. */
export const requestFor = (id: string, tenantId = "acme") => ({
  ...refTo(tenantId),
  keyId: "k",
  id,
  params: { id },
  query: undefined,
  apiHosts: [],
  body: undefined,
  header: () => undefined,
});
