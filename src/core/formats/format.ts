import type { Json } from '../json.js';
import type { Annotations } from '../annotations/model.js';

export const FORMAT_NAMES = ['yolo', 'voc', 'coco', 'labelme', 'mask'] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** What a whole data set declares about its labels: `data.yaml`, COCO's categories, `labelmap.txt`. */
export interface LabelSchema {
  /** Class names in the order of their indices. */
  readonly classes: readonly string[];
  /** Names of keypoints in order, where known; for a flip, `partners[i]` is the index that i exchanges with. */
  readonly keypoints?: {
    readonly count: number;
    readonly dimensions: 2 | 3;
    readonly names?: readonly string[];
    readonly partners?: readonly number[];
  };
  /** Which of a format's tasks, where the same columns could mean two things. */
  readonly task?: 'detect' | 'segment' | 'pose' | 'obb' | 'classify';
  /** What else the data set's file says, in the format's own words; written back by `assemble`. */
  readonly extra?: Json;
}

/** What labels written declare in common, whatever the files that they were read by. */
export type DeclaredSchema = Pick<LabelSchema, 'classes' | 'keypoints' | 'task'>;

/** The parts a picture's labels can lie in. `labels` is the text file; the others are pictures. */
export type LabelRole = 'labels' | 'semantic' | 'instance';

/** One label file of one picture. */
export interface LabelFile {
  readonly role: LabelRole;
  /** For messages, and for formats whose meaning depends on the name. */
  readonly key: string;
  readonly bytes: Uint8Array;
}

export interface LabelContext {
  /** Key of the image that the labels belong to. */
  readonly image: string;
  /** The frame that the labels refer to. */
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly schema: LabelSchema;
  /** Pascal VOC's first pixel: 0, 1, or to be found out per file. */
  readonly vocOrigin: 'auto' | 0 | 1;
}

/** A label that was left out, or read with a reservation. */
export interface LabelProblem {
  readonly file: string;
  readonly line?: number;
  readonly reason: string;
  /** rejected: this label is not in the result. warning: it is, mended as the reason says. */
  readonly severity: 'rejected' | 'warning';
}

export interface LabelReading {
  readonly annotations: Annotations;
  readonly problems: readonly LabelProblem[];
}

export interface WriteContext extends LabelContext {
  /** Name of the picture's file as the labels should tell it, without folders. */
  readonly fileName: string;
  /** The picture's encoded bytes, for formats that may embed it (LabelMe's `imageData`). */
  readonly imageBytes?: Uint8Array;
}

/** A picture's labels within a data-set file, cut out: what the format needs to read them, and nothing of other pictures. */
export interface DatasetPart {
  /** The image as the file names it (`file_name`): a hint, names inside labels are unreliable. */
  readonly image: string;
  readonly labels: Json;
}

export interface DatasetReading {
  readonly schema: LabelSchema;
  /** Absent where labels lie beside the pictures. */
  readonly parts?: readonly DatasetPart[];
  /** Where the file says that the pictures of each split lie: paths relative to its folder, as it names them. */
  readonly folders?: readonly { readonly split: string; readonly path: string }[];
  /** Labels of the data set's file that belong to no picture of it. */
  readonly problems?: readonly LabelProblem[];
}

/** A picture of the output, as `assemble` hands it to a format. */
export interface DatasetEntry {
  /** Path of the picture, relative to the folder that the data-set file's names refer to. */
  readonly image: string;
  readonly annotations: Annotations;
  /** train, val or test, where the data set has splits. */
  readonly split?: string;
}

/** A label format: how it is read, and written. Files come and go as bytes; where they lie is the layout's affair. */
export interface LabelFormat {
  readonly name: FormatName;
  /** Roles it writes, with the ending of the file (with dot). Empty: labels of all pictures lie in the data set's file. */
  readonly files: Partial<Readonly<Record<LabelRole, string>>>;
  /** True where these bytes are a label file of this format. Cheap; looks at the beginning, not at all of it. */
  recognises(key: string, bytes: Uint8Array): boolean;
  /**
   * @param input the picture's label files, or its part of the data set's file
   * @throws LabelError when nothing of it can be understood; single bad labels are `problems`
   */
  read(input: readonly LabelFile[] | DatasetPart, context: LabelContext): LabelReading;
  /** @returns exactly one file a role of `files` that the labels have something for; an empty label file where there are no objects */
  write(annotations: Annotations, context: WriteContext): readonly LabelFile[];
  /** Files about the whole data set. */
  readonly dataset?: {
    /** Names (in lower case) that such a file has, e.g. `data.yaml`; or undefined where only the content tells. */
    readonly names?: readonly string[];
    read(key: string, bytes: Uint8Array): DatasetReading;
    /**
     * @param original the input's file, whose unknown parts are carried over
     * @returns the new file's text
     */
    write(schema: LabelSchema, entries: readonly DatasetEntry[], original: Json | undefined): string;
  };
}
