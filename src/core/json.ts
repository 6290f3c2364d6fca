/** A value that JSON can carry. Plans, Records and what labels hold beyond geometry are made of these alone. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

export type JsonObject = { readonly [key: string]: Json | undefined };
