import type { ReactNode } from "react";
import { Route, Switch } from "wouter";
import { PageFrame } from "../components/page-frame.tsx";
import { text } from "../texts/texts.ts";
import { NewEndpointPage } from "./endpoint-form/new-endpoint-page.tsx";
import { AddEndpoint } from "./endpoints/add-endpoint.tsx";

import { useTenant } from "./tenant-context.ts";

/** The pages for a session without `view`. All it can do is to add endpoints. */
export function BlindPages(): ReactNode {
  const { can } = useTenant();
  return (
    <Switch>
      {can("manage") && <Route path="/endpoints/new" component={NewEndpointPage} />}
      <Route>
        <PageFrame title={text("blind.title")} summary={text("blind.text")} actions={<AddEndpoint />} />
      </Route>
    </Switch>
  );
}
