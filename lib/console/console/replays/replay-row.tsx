import type { ReactNode } from "react";
import { Link } from "wouter";
import { Foreign } from "../../components/foreign.tsx";
import { NamedEndpoint } from "../../tenant/endpoint/named-endpoint.tsx";
import { endpointPath } from "../../tenant/paths.ts";
import { movesOf, type ReplayMove } from "../../tenant/recover/replay-moves.ts";
import { ReplayBadge, ReplayBar } from "../../tenant/recover/replay-progress.tsx";
import { momentText, text } from "../../texts/texts.ts";
import { useConsole } from "../console-context.ts";
import { tenantPath } from "../console-paths.ts";
import { AsTenant } from "../tenant/as-tenant.tsx";
import type { TenantsReplay } from "./use-all-replays.ts";

interface ReplayRowProps {
  replay: TenantsReplay;
  /** A request about a replay is under way. */
  busy: boolean;
  onMove(move: ReplayMove): void;
}

/** A replay in the list of all tenants. It leads to the endpoint's replays. */
export function ReplayRow({ replay, busy, onMove }: ReplayRowProps): ReactNode {
  const { mayChange } = useConsole();
  const { id, tenantId, subscriptionId, state, since, until } = replay;
  const moves = mayChange ? movesOf(state) : [];
  return (
    <div className="row all-replays-row">
      <Link href={tenantPath(tenantId, endpointPath(subscriptionId, "recover"))} className="row-text row-link">
        <span className="row-title">
          <AsTenant id={tenantId}>
            <NamedEndpoint id={subscriptionId} />
          </AsTenant>
        </span>
        <span className="small soft">
          <Foreign>{tenantId}</Foreign> · {text("replays.span", { since: momentText(since), until: momentText(until) })}
        </span>
      </Link>
      <div className="row-wide replay-progress">
        <ReplayBar replay={replay} />
      </div>
      {moves.length > 0 && (
        <div className="replay-moves">
          {moves.map((move) => (
            <button
              key={move}
              type="button"
              className="button small"
              aria-label={`${text(`allReplays.act.${move}`)} ${id}`}
              aria-disabled={busy}
              onClick={() => busy || onMove(move)}
            >
              {text(`allReplays.act.${move}`)}
            </button>
          ))}
        </div>
      )}
      <div className="row-end">
        <ReplayBadge state={state} />
      </div>
    </div>
  );
}
