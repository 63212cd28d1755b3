import type { ReactNode } from "react";
import { Failure } from "../../../components/failure.tsx";
import { plainText } from "../../../components/foreign.tsx";
import { Loading } from "../../../components/states.tsx";
import { TypedFilter } from "../../../components/typed-filter.tsx";
import { text } from "../../../texts/texts.ts";
import type { CheckedValue } from "./schema-messages.ts";
import { UnfitEvent } from "./unfit-event.tsx";
import type { RecentEvents, useRecentEvents } from "./use-recent-events.ts";
import type { SchemaCheckState } from "./use-schema-check.ts";

interface RecentCheckProps {
  recent: ReturnType<typeof useRecentEvents>;
  /** Whether there is a type to ask for. */
  mayAsk: boolean;
  /** The tenant whose events are checked. Empty: the newest tenants. */
  tenantId: string;
  onTenant(tenantId: string): void;
  check: SchemaCheckState;
  /** One for each event, in order. */
  results: readonly CheckedValue[];
}

/** Which recent events don't fit a schema, and why. */
export function RecentCheck({ recent, mayAsk, tenantId, onTenant, check, results }: RecentCheckProps): ReactNode {
  const { data, error, refetch, isFetching } = recent;
  return (
    <>
      <div className="recent-tenant">
        <TypedFilter label={text("schemaCheck.tenant")} value={tenantId} onChange={onTenant} />
        <p className="small soft">{text("schemaCheck.tenantHelp")}</p>
      </div>
      <div className="buttons">
        <button
          type="button"
          className="button"
          disabled={!mayAsk || isFetching}
          onClick={() => void refetch({ cancelRefetch: false })}
        >
          {text("schemaCheck.checkRecent")}
        </button>
      </div>
      {error && !isFetching && <Failure error={error} again={() => void refetch()} />}
      {isFetching && <Loading />}
      {data && !error && !isFetching && <Results recent={data} check={check} results={results} />}
    </>
  );
}

type ResultsProps = Pick<RecentCheckProps, "check" | "results"> & { recent: RecentEvents };

function Results({ recent, check, results }: ResultsProps): ReactNode {
  const { events } = recent;
  const unfit = events.flatMap((event, index) => {
    const result = results[index];
    return result && result.problems.length > 0 ? [{ event, result }] : [];
  });
  return (
    <>
      <p className={unfit.length > 0 ? "notice bad" : "soft"} role="status">
        {summaryText(recent, check, { unfit: unfit.length, checked: results.length })}
      </p>
      <LookedAt recent={recent} />
      {unfit.length > 0 && (
        <div className="preview unfit">
          <ul className="preview-list">
            {unfit.map(({ event, result }) => (
              <li key={`${event.tenantId} ${event.id}`}>
                <UnfitEvent event={event} result={result} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

function summaryText(
  { events }: RecentEvents,
  { state, form }: SchemaCheckState,
  { unfit, checked }: { unfit: number; checked: number },
): string {
  if (events.length === 0) return text("schemaCheck.noEvents");
  if (form.length > 0) return text("schemaCheck.invalid");
  if (state === "broken") return text("schemaCheck.broken");
  if (state === "stopped") return text("schemaCheck.stopped");
  if (state === "running" || checked < events.length) return text("schemaCheck.running");
  return text("schemaCheck.summary", { unfit, count: events.length });
}

/** So many tenants are named. */
const MOST_NAMED = 5;

function LookedAt({ recent: { tenants, more } }: { recent: RecentEvents }): ReactNode {
  const named = tenants.slice(0, MOST_NAMED).map(plainText).join(", ");
  const others = tenants.length - MOST_NAMED;
  if (tenants.length === 0) return <p className="small soft">{text("schemaCheck.noTenants")}</p>;
  return (
    <p className="small soft">
      {text(others > 0 ? "schemaCheck.lookedAtMore" : "schemaCheck.lookedAt", { named, others })}{" "}
      {more && text("schemaCheck.onlyNewest", { count: tenants.length })}
    </p>
  );
}
