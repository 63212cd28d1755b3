/** What people call an endpoint: its name, or else where it is. A stranger may have written it. */
export const endpointName = ({ name, url, id }: NamedThing): string => name || url || id;

interface NamedThing {
  name?: string | undefined;
  /** Absent for an endpoint that its receiver asks for events. */
  url?: string | undefined;
  id: string;
}
