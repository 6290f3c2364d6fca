import type * as z from 'zod';
import type { AnnotatedObject, Annotations } from '../annotations/model.js';
import type { Json } from '../json.js';
import type { PackageId } from '../package-id.js';

/** What a whole data set declares about its labels: `data.yaml`, COCO's categories, `labelmap.txt`. */
export interface LabelSchema {
  /** Class names in the order of their indices. */
  readonly classes: readonly string[];
  /** Names of keypoints in order, if known; for a flip, `partners[i]` is the index that i exchanges with. */
  readonly keypoints?: {
    readonly count: number;
    readonly dimensions: 2 | 3;
    readonly names?: readonly string[];
    readonly partners?: readonly number[];
  };
  /** The kind of labels, in the word of the format. It is needed if the same columns could mean two things. */
  readonly task?: string;
  /**
   * What the values of masks stand for, if the file says it: the position of a class, or null for pixels to ignore.
   * Values that are not listed have no class.
   */
  readonly values?: Readonly<Record<string, number | null>>;
  /** Other content of the data-set file, in a form that the format chooses; `assemble` writes it back. */
  readonly extra?: Json;
}

/** What written labels declare. */
export interface WrittenSchema extends LabelSchema {
  /** For each class its position in the schema that was read; undefined for a class that this did not have. */
  readonly origins?: readonly (number | undefined)[];
}

/** What all written labels declare, independent of the files that they were read from. */
export type DeclaredSchema = Pick<LabelSchema, 'classes' | 'keypoints' | 'task'>;

/** The kinds of files that hold an image's labels. `labels` is a text file; the others are images. */
export type LabelRole = 'labels' | 'semantic' | 'instance';

/** One label file of one image. */
export interface LabelFile {
  readonly role: LabelRole;
  /** The key, for messages and for formats whose meaning depends on the name. */
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface LabelContext {
  /** Key of the image that the labels belong to. */
  readonly image: string;
  /** The frame that the labels refer to, in pixels. */
  readonly width: number;
  readonly height: number;
  /** Samples of a pixel, without alpha. */
  readonly channels: number;
  readonly schema: LabelSchema;
  /** The format's own settings, as its `options` describe them. A setting that is absent has its default. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** A label that was left out, or read with a warning. */
export interface LabelProblem {
  readonly file: string;
  readonly line?: number;
  readonly reason: string;
  /**
   * rejected: the result lacks this label. warning: the result has it; the reason describes a doubt or a correction.
   */
  readonly severity: 'rejected' | 'warning';
}

export interface LabelReading {
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
}

/** Why a format cannot write an object. */
export interface Unwritable {
  readonly reason: string;
  /** True if nothing of the object is left in the image at the format's precision: then nothing is lost. */
  readonly isGone: boolean;
}

export interface WriteContext extends LabelContext {
  /** Key of the label file with the role `labels`, if there is one. Paths in it are relative to its folder. */
  readonly labelsKey?: string;
  /** Name of the image's file as the labels should name it, without folders. */
  readonly fileName: string;
  /** The image's encoded bytes, for formats that may embed it (LabelMe's `imageData`). */
  readonly imageBytes?: Uint8Array;
}

/** One image's labels within a data-set file: what the format needs to read them, and nothing about other images. */
export interface DatasetPart {
  /** The image as the file names it (`file_name`). Only a hint, because names inside labels are unreliable. */
  readonly image: string;
  readonly labels: Json;
  /** Another name of the image, if none has the first. */
  readonly alias?: string;
  /** The split that the file puts the image into. */
  readonly split?: string;
}

/** A folder or a list of images that a data-set file declares for a split. */
export interface SplitPath {
  readonly split: string;
  /** As the file writes it: relative to the file's folder, or absolute on some machine. */
  readonly path: string;
  /** The folder that the file says its paths are relative to. It often exists on another machine only. */
  readonly base?: string;
}

/** A declared path as the output's counterpart should name it. */
export interface WrittenSplitPath extends SplitPath {
  /** Its path from the file's folder, with `/`. Absent: it leads out of the data set. */
  readonly to?: string;
}

export interface DatasetReading {
  readonly schema: LabelSchema;
  /** One for each image that the file names. Absent if the file holds no labels. */
  readonly parts?: readonly DatasetPart[];
  /** Folders or lists of the images of each split. */
  readonly splitPaths?: readonly SplitPath[];
  /** Labels in the file that belong to none of its images. */
  readonly problems?: readonly LabelProblem[];
}

/** A data-set file as it was read. */
export interface DescribedFile {
  readonly key: string;
  readonly schema: LabelSchema;
}

/** An image of the output, as `assemble` hands it to a format. */
export interface DatasetEntry {
  /** Path of the image, relative to the folder that the names in the data-set file refer to. */
  readonly image: string;
  readonly annotations: Annotations;
  /** train, val or test, if the data set has splits. */
  readonly split?: string;
}

/**
 * The images of the output in the order of their keys. There may be more than fit into memory: go through them as often as
 * needed, and keep of each only the little that decides about the others.
 */
export type DatasetEntries = AsyncIterable<DatasetEntry> | Iterable<DatasetEntry>;

/** A text in pieces of any size, to go through once. All together may be longer than a string can be. */
export type TextPieces = AsyncIterable<string> | readonly string[];

/** A text file about the whole data set. */
export interface DatasetText {
  readonly key: string;
  readonly text: TextPieces;
}

/**
 * A layout: where label files lie, derived from the image's key alone. So an uploaded image finds its labels without a
 * listing, and the reverse. A variant's labels lie relative to the variant as the Source's labels to the Source.
 */
export interface Placement {
  readonly role: LabelRole;
  /** Absent: the label file lies beside its image. */
  readonly folder?: {
    /** The last folder of the image's path that matches is replaced. */
    readonly image: RegExp;
    /** What replaces it, as in `String.replace`. */
    readonly labels: string;
    /** The usual names of such a folder. Other matching names are learnt from the images of the data set. */
    readonly usual: readonly string[];
  };
  /** What follows the stem of the image's name. */
  readonly ending: string;
}

/** Files about the whole data set. */
export interface DatasetFormat {
  /** How such a file is found; at least one of the two. */
  readonly find: {
    /** Names in lower case, such as `data.yaml`. A file with an earlier name has priority. */
    readonly names?: readonly string[];
    /** Endings in lower case with dot: a file with one of them is such a file if `recognises` accepts its bytes. */
    readonly endings?: readonly string[];
  };
  /** True if there are files that hold the labels of their images, false if all only describe them (names of classes). */
  readonly holdsLabels: boolean;
  /** The roles of label files that cannot be understood without it. Absent: all. */
  readonly neededFor?: readonly LabelRole[];
  /**
   * If several files describe the same images, the one with the lowest rank counts. Absent: the position in
   * `find.names`.
   */
  rank?(name: string): number;
  /**
   * The folder that stands in place of `images` in the paths of the data set's masks, as the file declares it. Needed
   * before anything else is read. Damaged files give undefined: `read` reports them.
   */
  maskFolder?(key: string, bytes: Uint8Array): string | undefined;
  /** @throws LabelError when nothing of it can be understood; single bad labels are `problems` */
  read(key: string, bytes: Uint8Array): DatasetReading;
  /**
   * Names the classes of a file whose labels call them by codes or numbers.
   * @param names a file of the format that holds no labels
   * @returns the schema with these names; undefined if they are those of other classes
   */
  nameClasses?(file: DescribedFile, names: DescribedFile): LabelSchema | undefined;
  /**
   * Writes the output's counterpart of a file of the input.
   * @param original the `extra` of the input's file, whose unknown parts are carried over
   * @param splitPaths those that the input's file declares; no path of the new file may lead to the input
   * @param location where the entries' paths begin, for formats that need whole addresses: a path, or `s3://bucket/prefix`
   * @returns the new file's text. If the file holds labels, an async generator gives it piece by piece
   */
  write(
    schema: WrittenSchema,
    entries: DatasetEntries,
    original: Json | undefined,
    splitPaths?: readonly WrittenSplitPath[],
    location?: string,
  ): TextPieces;
  /**
   * Writes the files of a data set whose labels were converted to this format.
   * @param entries all images of it, with paths from the root of the output; at least one
   * @param location as for `write`
   * @returns files with keys from the root of the output
   */
  create(
    schema: LabelSchema,
    entries: DatasetEntries,
    location?: string,
  ): Promise<readonly DatasetText[]> | readonly DatasetText[];
}

/** What a format can hold. What it cannot hold is named in a note when labels are converted to it. */
export interface Holdings {
  /** Objects that have a box and no outline. */
  readonly boxes: boolean;
  /** Outlines of any number of corners. */
  readonly polygons: boolean;
  /** declared: only in a data set whose schema declares keypoints. */
  readonly keypoints: boolean | 'declared';
  readonly labelMaps: boolean;
  /** False if an object of a class without a name would not be read again as it was written. */
  readonly unnamed?: false;
}

/**
 * A label format: how its files are found, recognised, read and written. Everything that is special about a format is in
 * here; no other code knows any format by name.
 */
export interface LabelFormat {
  /** As recipes name it. */
  readonly name: string;
  /** Where it does not come with this program: its package. Another version of the package makes variants again. */
  readonly package?: PackageId;
  /** Its settings in the recipe's `labels`, each with a default. Their names must begin with the format's name. */
  readonly options?: Readonly<Record<string, z.ZodType>>;
  /** Its labels are read only: the recipe has to name another format to write. */
  readonly readOnly?: boolean;
  /** Roles that `write` gives files for, with the ending of the file (with dot). Empty if the data-set file holds the labels. */
  readonly files: Partial<Readonly<Record<LabelRole, string>>>;
  /** Where its label files can lie, best first. New files lie in the first placement of their role. */
  readonly placements: readonly Placement[];
  readonly holds: Holdings;
  /**
   * True if labels name a class by its position in a list. The list must be known before the first label is written.
   */
  readonly classesByIndex: boolean;
  /** Text files with lists of images (one for each split), by their keys. */
  readonly imageLists?: RegExp;
  /**
   * True if a file at one of its placements that `recognises` refuses belongs to another program. Absent: it is a damaged
   * label file, and reading it reports the mistake.
   */
  readonly onlyRecognised?: true;
  /** True if these bytes are a label file of this format. Cheap: it reads the beginning only. */
  recognises(key: string, bytes: Uint8Array): boolean;
  /**
   * @param input the image's label files, or its part of the data-set file
   * @throws LabelError when nothing of it can be understood; single bad labels are `problems`
   */
  read(input: readonly LabelFile[] | DatasetPart, context: LabelContext): LabelReading;
  /**
   * The objects that `write` would have to leave out, with their reasons. Absent: it writes all of them, or all with an
   * outline if it holds no boxes.
   */
  unwritable?(annotations: Annotations, context: LabelContext): ReadonlyMap<AnnotatedObject, Unwritable>;
  /** @returns exactly one file for each role of `files` that the labels have content for; without objects, an empty label file */
  write(annotations: Annotations, context: WriteContext): readonly LabelFile[];
  /**
   * The task that a data set of these objects is written as.
   * @param objects all objects of the data set; their bitmaps and polygons are empty
   */
  chooseTask?(objects: readonly AnnotatedObject[], keypoints: LabelSchema['keypoints']): string;
  readonly dataset?: DatasetFormat;
}

/** Checks the type of a format, and keeps its literal types. */
export function defineFormat<const Format extends LabelFormat>(format: Format): Format {
  return format;
}
