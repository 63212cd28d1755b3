import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import { Moment } from "../moment.tsx";

interface ChartFrameProps {
  /** What the chart shows, in words. */
  label: string;
  /** The value at the top of the scale. */
  top: string;
  /** What the colours mean: the class, and the name. */
  keys: readonly (readonly [name: string, title: string])[];
  /** When the chart begins. It ends now. */
  since: string | undefined;
  /** The size of the drawing, in units of its own: it is stretched to the place that there is. */
  width: number;
  height: number;
  children: ReactNode;
}

/** A chart with its scale, its time and its legend. The table below the charts has the numbers. */
export const ChartFrame = ({ label, top, keys, since, width, height, children }: ChartFrameProps): ReactNode => (
  <figure className="chart">
    <figcaption className="chart-head small">
      {keys.map(([name, title]) => (
        <span key={name}>
          <span className={`chart-key chart-${name}`} aria-hidden="true" /> {title}
        </span>
      ))}
      <span className="chart-top soft">{top}</span>
    </figcaption>
    <svg role="img" aria-label={label} viewBox={`0 0 ${Math.max(width, 1)} ${height}`} preserveAspectRatio="none">
      {children}
    </svg>
    <div className="chart-times small soft">
      {since && <Moment at={since} />}
      <span>{text("chart.now")}</span>
    </div>
  </figure>
);
