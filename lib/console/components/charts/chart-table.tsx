import type { ReactNode } from "react";
import { text } from "../../texts/texts.ts";
import { Moment } from "../moment.tsx";
import type { Bucket } from "./buckets.ts";

/** The numbers of the chart, newest first. */
export const ChartTable = ({ buckets }: { buckets: readonly Bucket[] }): ReactNode => (
  <table className="table small">
    <thead>
      <tr>
        <th scope="col">{text("time.since")}</th>
        <th scope="col">{text("chart.delivered")}</th>
        <th scope="col">{text("chart.failed")}</th>
      </tr>
    </thead>
    <tbody>
      {buckets.toReversed().map(({ at, delivered, failed }) => (
        <tr key={at}>
          <td>
            <Moment at={at} />
          </td>
          <td>{text("app.number", { count: delivered })}</td>
          <td>{text("app.number", { count: failed })}</td>
        </tr>
      ))}
    </tbody>
  </table>
);
