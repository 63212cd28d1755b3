/**
 * The pages of `lib/console`, and the routes that show them. The portal is for customers, at the API's host. The console
 * is for the operator, at a host of its own.
 */
export const pageRoutes = {
  portal: ["GET /portal", "GET /portal/{proxy+}"],
  console: ["GET /console", "GET /console/{proxy+}", "GET /"],
} as const;

export type PageName = keyof typeof pageRoutes;

export const pageNames = Object.keys(pageRoutes) as PageName[];

export const isPageName = (name: string): name is PageName => Object.hasOwn(pageRoutes, name);
