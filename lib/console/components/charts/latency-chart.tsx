import type { ReactNode } from "react";
import { spanText } from "../../texts/duration.ts";
import { text } from "../../texts/texts.ts";
import type { SeriesPoint } from "./buckets.ts";
import { ChartFrame } from "./chart-frame.tsx";

const HEIGHT = 100;

/** The highest point stays below the edge, so that its line is whole. */
const ROOM = 1.04;

type Percentile = "p50" | "p95";

/** Lines of how long POSTs took: half of them, and all but the slowest twentieth, took at most so long. */
export function LatencyChart({ points, label }: { points: readonly SeriesPoint[]; label: string }): ReactNode {
  const most = Math.max(1, ...points.map(({ latencyMs }) => latencyMs.p95 ?? 0));
  return (
    <ChartFrame
      label={label}
      top={spanText(most)}
      keys={[
        ["p95", text("chart.p95")],
        ["p50", text("chart.p50")],
      ]}
      since={points[0]?.at}
      width={points.length}
      height={HEIGHT}
    >
      {(["p95", "p50"] as const).map((which) => (
        <path key={which} className={`chart-line chart-${which}`} d={lineOf(points, which, most)} />
      ))}
    </ChartFrame>
  );
}

/** A line that has gaps where nothing was sent. A point alone is a dot. */
function lineOf(points: readonly SeriesPoint[], which: Percentile, most: number): string {
  let drawing = false;
  return points
    .map(({ latencyMs }, index) => {
      const ms = latencyMs[which];
      const begins = !drawing;
      drawing = ms !== null;
      if (ms === null) return "";
      const place = `${index + 0.5} ${(HEIGHT * (1 - ms / (most * ROOM))).toFixed(2)}`;
      return begins ? `M${place}h0` : `L${place}`;
    })
    .join("");
}
