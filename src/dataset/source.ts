import { unionOfNames } from '../core/annotations/keypoint-order.js';
import { UsageError } from '../core/errors.js';
import type { KeptFile } from '../core/errors.js';
import type { DatasetPart, SplitPath, LabelRole, LabelSchema } from '../core/formats/format.js';
import type { Inventory } from './inventory.js';
import type { LearntPlacement } from './placement.js';
import type { SharedImage } from './splits.js';

export interface LabelFileOfSource {
  readonly role: LabelRole;
  readonly key: string;
  /** SHA-256 of the content of the listed version, if it was read before. */
  readonly known?: string;
}

/** Where the labels of one Source are. */
export interface SourceLabels {
  readonly format: string;
  /** Label files that belong to this Source only. */
  readonly files: readonly LabelFileOfSource[];
  /** Its part of a data-set file, if the format has labels there. */
  readonly part?: DatasetPart;
  /** Key of the data-set file that declares the classes. */
  readonly dataset?: string;
  /** Its parts of further data-set files of the same format. */
  readonly further?: readonly { readonly part: DatasetPart; readonly dataset: string }[];
}

/** One input image, found but not yet read. */
export interface Source {
  readonly key: string;
  /** Size in bytes, from the listing. */
  readonly size: number;
  /** Version from the listing; absent if listings contain none. */
  readonly version?: string;
  /** SHA-256 of this version's content, if it was read before. */
  readonly known?: string;
  /** augment: variants are made. copy: only `preprocess` is applied. */
  readonly role: 'augment' | 'copy';
  readonly split?: string;
  readonly labels?: SourceLabels;
  /** How many variants are made of it. Absent: as many as the Recipe says of each. */
  readonly variants?: number;
  /** Present if `filter` of the Recipe leaves it out: it has no outputs. */
  readonly leftOut?: true;
}

/** A folder or list that a data-set file declares, and where the data set has it. */
export interface FoundSplitPath extends SplitPath {
  /** The folder or list in the data set; '' is its root. Absent: the path leads elsewhere. */
  readonly key?: string;
}

/** A file that describes the whole data set. */
export interface DatasetFile {
  readonly key: string;
  readonly format: string;
  readonly schema: LabelSchema;
  /** Key of the file that names the classes of these labels, if another one does. The schema has the names. */
  readonly names?: string;
  /** The prefix that makes keys of the image names in the file. */
  readonly prefix: string;
  /** The split that the file describes, if it describes one only. */
  readonly split?: string;
  /** The folders or lists that the file declares for its splits. */
  readonly splitPaths?: readonly FoundSplitPath[];
  /** Present if the file holds the labels themselves. */
  readonly labels?: {
    readonly sha256: string;
    /** From an image to its name in the file, if its key is not the prefix and the name. */
    readonly elsewhere: Readonly<Record<string, string>>;
  };
}

/** A file that describes the whole data set and cannot be read. */
export interface UnreadFile {
  readonly key: string;
  readonly format: string;
  readonly reason: string;
}

/** Facts of the whole listing that are needed to classify one key. */
export interface LayoutFacts {
  /** Whether any image is in a split. */
  readonly hasSplits: boolean;
  /** Where the label files of this data set lie. */
  readonly placements: readonly LearntPlacement[];
  /** Folders, with their slash, whose images are known to be no labels. */
  readonly imageFolders: readonly string[];
  /** Folders, with their slash, in which all images are labels. */
  readonly labelFolders: readonly string[];
  /** The formats of label files, by their folder and ending: see `LabelContent`. */
  readonly labelFormats: Readonly<Record<string, string>>;
}

/** Files that can be read in two ways. Their images fail until the Recipe says which one is right. */
export interface Undecided {
  /** The folders, with their slash, of the images concerned. */
  readonly folders: readonly string[];
  /** Both readings, and the field of the Recipe that decides. */
  readonly reason: string;
}

/** A file that names the images of a split, such as in Pascal VOC's `ImageSets/Main`. */
export interface ImageList {
  readonly key: string;
  /** The split that its images are in, if its name or a data-set file says so. */
  readonly split?: string;
  readonly lines: readonly { readonly text: string; readonly image: string }[];
}

/** The key of what failed, and the reason for users. */
export interface Failure extends KeptFile {
  readonly key: string;
  readonly reason: string;
}

/** The contents of an input: its Sources, and the files about all of them. */
export interface Dataset {
  readonly sources: readonly Source[];
  readonly files: readonly DatasetFile[];
  readonly lists: readonly ImageList[];
  /** Images that lists or data-set files put into several splits. */
  readonly shared: readonly SharedImage[];
  readonly unread: readonly UnreadFile[];
  readonly undecided: readonly Undecided[];
  readonly layout: LayoutFacts;
  /** The listed versions of label files, by their keys; none if listings contain none. */
  readonly labelVersions: ReadonlyMap<string, string>;
  /** Keys that cannot be used. Each counts as failed, and all others are processed. */
  readonly failures: readonly Failure[];
  readonly inventory: Inventory;
  readonly warnings: readonly string[];
}

/** @throws UsageError if the data set can be read in two ways */
export function requireDecided({ undecided }: Dataset): void {
  if (undecided.length > 0) throw new UsageError(undecided.map(({ reason }) => reason).join('\n'));
}

/** Keys of all data-set files that a Source's labels depend on. */
export function datasetsOf({ labels }: Pick<Source, 'labels'>): readonly string[] {
  const further = labels?.further?.map(({ dataset }) => dataset) ?? [];
  return [...(labels?.dataset === undefined ? [] : [labels.dataset]), ...further];
}

/**
 * Schema of a Source's labels: what its data-set file declares; empty without such a file. Of several files, the first
 * counts, with the classes of all.
 */
export function schemaOf(source: Source, files: readonly DatasetFile[]): LabelSchema {
  const keys = datasetsOf(source);
  const [first, ...others] = keys.flatMap((key) => files.find((file) => file.key === key)?.schema ?? []);
  if (!first || others.length === 0) return first ?? { classes: [] };
  const keypoints = [first, ...others].find((schema) => schema.keypoints)?.keypoints;
  const classes = unionOfNames([first, ...others].map((schema) => schema.classes));
  return { ...first, classes, ...(keypoints && { keypoints }) };
}
