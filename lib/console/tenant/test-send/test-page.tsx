import type { ReactNode } from "react";
import { Nothing } from "../../components/states.tsx";
import { text } from "../../texts/texts.ts";
import { EndpointFrame } from "../endpoint/endpoint-frame.tsx";
import { TestForm } from "./test-form.tsx";

/** Sends a test to an endpoint, and shows what came of it. */
export const TestPage = ({ id }: { id: string }): ReactNode => (
  <EndpointFrame id={id} title={text("test.title")}>
    {(endpoint) =>
      endpoint.pull ? (
        <Nothing title={text("test.pull.title")}>{text("test.pull.text")}</Nothing>
      ) : (
        <TestForm endpoint={endpoint} />
      )
    }
  </EndpointFrame>
);
