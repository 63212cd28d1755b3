import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import type { StackSettings } from "./settings.ts";
import type { settingsRoutes } from "./settings-routes.ts";

export interface SettingsPorts {
  settings: StackSettings;
}

/** Shows the operator how the stack was deployed. */
export const settingsOperations = ({ settings }: SettingsPorts): Operations<typeof settingsRoutes> => ({
  readSettings: async () => jsonAnswer(200, { ...settings }),
});
