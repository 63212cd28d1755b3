/**
 * The members of a union type of the API, in the order of the object. When the API gets another member, `tsc` says that
 * the object lacks it.
 */
export const membersOf = <Member extends string>(all: Readonly<Record<Member, unknown>>): readonly Member[] =>
  Object.keys(all) as Member[];
