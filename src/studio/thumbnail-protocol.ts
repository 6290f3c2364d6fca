/** What the page asks for to fill its gallery: the pictures of several images at once. */
export interface ThumbnailsRequest {
  /** Of the square that they fit, in pixels. */
  readonly side: number;
  readonly images: readonly { readonly key: string; readonly withLabels: boolean }[];
}

/** The answer, line by line: each picture, as a data URL, once it is there, or why there is none. */
export type ThumbnailLine = {
  /** Of the image in the request. */
  readonly index: number;
} & ({ readonly picture: string } | { readonly message: string });
