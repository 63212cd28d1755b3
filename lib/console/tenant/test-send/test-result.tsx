import type { ReactNode } from "react";
import { Link } from "wouter";
import { text } from "../../texts/texts.ts";
import { AttemptView } from "../delivery/attempt-view.tsx";
import { deliveryPath } from "../paths.ts";
import { useTenant } from "../tenant-context.ts";
import type { SentTest } from "./use-test-send.ts";

/** What a receiver made of a test. */
export function TestResult({ test }: { test: SentTest }): ReactNode {
  const { can } = useTenant();
  const passed = test.state === "delivered";
  return (
    <div className="form">
      <p className={passed ? "notice good" : "notice bad"} role="status">
        {text(passed ? "test.passed" : "test.failed", { type: test.type })}
      </p>
      <AttemptView attempt={test.attempt} deliveryId={test.id} />
      {can("view") && (
        <p>
          <Link href={deliveryPath(test.id)}>{text("test.delivery")}</Link>
        </p>
      )}
    </div>
  );
}
