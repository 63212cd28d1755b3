import { type AddressPolicy, addressPolicy } from "../core/subscription/address-policy.ts";
import { type Env, listIn } from "./env.ts";

type AddressVariables = readonly ["ALLOWED_ADDRESSES", "ALLOW_HTTP", "API_HOSTS"];

/** The address policy in a function's environment. */
export const addressPolicyIn = ({ ALLOWED_ADDRESSES, ALLOW_HTTP, API_HOSTS }: Env<AddressVariables>): AddressPolicy =>
  addressPolicy({
    allowHttp: ALLOW_HTTP === "true",
    allowedAddresses: listIn(ALLOWED_ADDRESSES),
    ownHosts: listIn(API_HOSTS),
  });
