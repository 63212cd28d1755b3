import type { ReactNode } from "react";
import { momentText, text } from "../../texts/texts.ts";
import type { Bucket } from "./buckets.ts";
import { ChartFrame } from "./chart-frame.tsx";

const HEIGHT = 100;
const GAP = 0.15;

/** Bars of delivered and failed, one on the other. */
export function OutcomeChart({ buckets, label }: { buckets: readonly Bucket[]; label: string }): ReactNode {
  const most = Math.max(1, ...buckets.map(({ delivered, failed }) => delivered + failed));
  return (
    <ChartFrame
      label={label}
      top={text("app.number", { count: most })}
      keys={[
        ["delivered", text("chart.delivered")],
        ["failed", text("chart.failed")],
      ]}
      since={buckets[0]?.at}
      width={buckets.length}
      height={HEIGHT}
    >
      {buckets.map((bucket, index) => (
        <Bar key={bucket.at} bucket={bucket} x={index} most={most} />
      ))}
    </ChartFrame>
  );
}

function Bar({ bucket: { at, delivered, failed }, x, most }: { bucket: Bucket; x: number; most: number }): ReactNode {
  const [good, bad] = [(delivered / most) * HEIGHT, (failed / most) * HEIGHT];
  const place = { x: x + GAP / 2, width: 1 - GAP };
  return (
    <g>
      <title>{text("chart.bar", { at: momentText(at), delivered, failed })}</title>
      <rect className="chart-area" x={x} y={0} width={1} height={HEIGHT} />
      <rect className="chart-delivered" {...place} y={HEIGHT - good} height={good} />
      <rect className="chart-failed" {...place} y={HEIGHT - good - bad} height={bad} />
    </g>
  );
}
