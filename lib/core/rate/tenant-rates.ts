/** What is counted: requests to the API, or events. */
export type RateUnit = "requests" | "events";

/** What one function recently measured of a tenant. */
export interface MeasuredRate {
  unit: RateUnit;
  perSecond: number;
  atMs: number;
}

/** What functions measured of a tenant, each under its own name. It comes with the tenant when a request is admitted. */
export type TenantRates = Readonly<Record<string, MeasuredRate>>;

export interface TenantRateWriter {
  /**
   * Writes what a function measured beside what others have. Writes nothing if the tenant doesn't exist, or if another
   * function wrote the first rate just now.
   *
   * @param known the rates that were read with the tenant
   * @param outdated names among them that can go
   */
  putRate(
    tenantId: string,
    name: string,
    rate: MeasuredRate,
    known: TenantRates | undefined,
    outdated: string[],
  ): Promise<void>;
}
