import type { DatasetPart, DatasetReading, LabelRole, LabelSchema } from '../core/formats/format.js';

/** Where the labels of one Source are. */
export interface SourceLabels {
  readonly format: string;
  /** Label files of its own. */
  readonly files: readonly { readonly role: LabelRole; readonly key: string }[];
  /** Its part of a data-set file, where the format keeps labels there. */
  readonly part?: DatasetPart;
  /** Key of the data-set file that declares the classes. */
  readonly dataset?: string;
}

/** One input image, found but not yet read. */
export interface Source {
  readonly key: string;
  /** Bytes, as listed. */
  readonly size: number;
  /** As listed; absent where listings contain none. */
  readonly version?: string;
  /** SHA-256 of the content that this version has, where it was read before. */
  readonly known?: string;
  /** augment: variants are made. copy: it goes through `preprocess` alone. */
  readonly role: 'augment' | 'copy';
  readonly split?: string;
  readonly labels?: SourceLabels;
}

/** A file that describes the whole data set. */
export interface DatasetFile {
  readonly key: string;
  readonly format: string;
  readonly schema: LabelSchema;
  /** What stands before the image names in the file to make keys of them. */
  readonly prefix: string;
  /** The split that this file alone describes. */
  readonly split?: string;
  /** The folders or lists that it declares for each split. */
  readonly folders?: NonNullable<DatasetReading['folders']>;
  /** Where it holds the labels themselves. */
  readonly labels?: {
    readonly sha256: string;
    /** Names in the file, by image, of those whose key is not just the prefix and the name. */
    readonly elsewhere: Readonly<Record<string, string>>;
  };
}

/** A file that describes the whole data set, and cannot be read. */
export interface UnreadFile {
  readonly key: string;
  readonly format: string;
  readonly reason: string;
}

/** What must be known of all keys to understand one, besides the files that describe the data set. */
export interface LayoutFacts {
  /** Whether any image is in a split. */
  readonly hasSplits: boolean;
  /** The placements that this data set uses: see `placementsOf`. */
  readonly placements: readonly string[];
  /** Names of folders of images, but for the usual ones: see `imageFolderNames`. */
  readonly imageFolders: readonly string[];
  /** Folders, with their slash, whose images are all labels. */
  readonly labelFolders: readonly string[];
}

/** A file that names the images of a split, such as those in Pascal VOC's `ImageSets/Main`. */
export interface ImageList {
  readonly key: string;
  readonly lines: readonly { readonly text: string; readonly image: string }[];
}

/** What failed by name, and why, for people to read. */
export interface Failure {
  readonly key: string;
  readonly reason: string;
}

/** An input folder or bucket, understood. */
export interface Dataset {
  readonly sources: readonly Source[];
  readonly files: readonly DatasetFile[];
  readonly lists: readonly ImageList[];
  readonly unread: readonly UnreadFile[];
  readonly layout: LayoutFacts;
  /** What could not be understood, by name: each counts as failed, the rest goes on. */
  readonly failures: readonly Failure[];
  readonly warnings: readonly string[];
}

/** Schema of the labels of a Source: what its data-set file declares, or nothing. */
export function schemaOf(source: Source, files: readonly DatasetFile[]): LabelSchema {
  return files.find(({ key }) => key === source.labels?.dataset)?.schema ?? { classes: [] };
}
