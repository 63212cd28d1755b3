import type { ReactNode } from "react";
import { failureText } from "../../components/failure.tsx";
import { Foreign } from "../../components/foreign.tsx";
import { text } from "../../texts/texts.ts";
import type { BulkProgress } from "./use-bulk.ts";

/** How far an act on several deliveries is, and for which of them it failed. */
export function BulkResult({ progress }: { progress: BulkProgress | undefined }): ReactNode {
  return (
    <>
      <p role="status" className={progress ? "small" : "hidden-text"}>
        {progress && doneText(progress)}
      </p>
      {progress && progress.failed.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
        <ul className="bulk-failures small" tabIndex={0} aria-label={text("bulk.failures")}>
          {progress.failed.map(({ id, error }) => (
            <li key={id}>
              <code>
                <Foreign>{id}</Foreign>
              </code>{" "}
              <Foreign>{failureText(error)}</Foreign>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

const doneText = ({ act, total, done, failed }: BulkProgress): string =>
  text(`bulkDone.${act}`, { total, done: done - failed.length, failed: failed.length });
