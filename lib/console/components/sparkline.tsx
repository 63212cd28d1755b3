import type { ReactNode } from "react";

/** How much there was, and how much of it went wrong. */
interface SparkBar {
  all: number;
  bad: number;
}

const HEIGHT = 24;
const STEP = 4;

/** A row of small bars without axes. The label says in words what it shows. */
export function Sparkline({ bars, label }: { bars: readonly SparkBar[]; label: string }): ReactNode {
  const most = Math.max(1, ...bars.map(({ all }) => all));
  const width = Math.max(1, bars.length * STEP - 1);
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
    >
      <title>{label}</title>
      {bars.map((bar, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity but their place in time
        <Bar key={index} x={index * STEP} heights={heightsOf(bar, most)} />
      ))}
    </svg>
  );
}

const Bar = ({ x, heights: [all, bad] }: { x: number; heights: readonly [number, number] }): ReactNode => (
  <>
    <rect
      className={all === 0 ? "spark-none" : "spark-all"}
      x={x}
      y={HEIGHT - (all || 1)}
      width={STEP - 1}
      height={all || 1}
    />
    {bad > 0 && <rect className="spark-bad" x={x} y={HEIGHT - bad} width={STEP - 1} height={bad} />}
  </>
);

/** A failure that is rare is still to be seen. */
function heightsOf({ all, bad }: SparkBar, most: number): readonly [number, number] {
  const heightOf = (count: number) => (count === 0 ? 0 : Math.max(2, Math.round((count / most) * HEIGHT)));
  return [heightOf(all), heightOf(bad)];
}
