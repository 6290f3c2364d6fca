/** severe: results would be wrong, or something would be missing. note: worth knowing, and often wanted. */
export const SEVERITIES = ['severe', 'note'] as const;

type Severity = (typeof SEVERITIES)[number];

interface FindingFacts {
  readonly severity: Severity;
  /** What it is, in words that follow a number. */
  readonly title: string;
  readonly remedy: string;
  /** Whether its images are copies of one another. */
  readonly areCopies?: true;
}

/** All kinds of findings, in the order in which they are told. */
export const FINDING_KINDS = {
  leak: {
    severity: 'severe',
    title: 'the same image in several splits',
    remedy: 'keep it in one split: what is trained on must not be tested on',
    areCopies: true,
  },
  'near leak': {
    severity: 'severe',
    title: 'nearly the same image in several splits',
    remedy: 'look at these images; if they show the same, keep them in one split',
    areCopies: true,
  },
  'contradicting duplicate': {
    severity: 'severe',
    title: 'the same image with several classes',
    remedy: 'decide for one class, and remove the other copies',
    areCopies: true,
  },
  'contradicting near duplicate': {
    severity: 'severe',
    title: 'nearly the same image with several classes',
    remedy: 'look at these images; if they show the same, decide for one class',
    areCopies: true,
  },
  'unusable image': {
    severity: 'severe',
    title: 'images that cannot be used',
    remedy: 'replace or remove the image; `decode` and `limits` of the recipe allow more',
  },
  'unreadable labels': {
    severity: 'severe',
    title: 'labels of which nothing can be used',
    remedy: 'correct the file, or remove it together with its image',
  },
  'rejected label': {
    severity: 'severe',
    title: 'labels that cannot be used',
    remedy: 'correct or remove these labels: training never sees them',
  },
  'object outside': {
    severity: 'severe',
    title: 'objects outside of their image',
    remedy: 'correct the coordinates: the labels may be for another size, or for another image',
  },
  'object without size': {
    severity: 'severe',
    title: 'objects that have no area',
    remedy: 'correct or remove these labels',
  },
  'labels without image': {
    severity: 'severe',
    title: 'labels whose image is not there',
    remedy: 'add the image, correct its name, or remove the labels',
  },
  'class not in train': {
    severity: 'severe',
    title: 'classes that are not in train, and are in another split',
    remedy: 'move some images of the class to train, or correct a mistyped name',
  },
  'recipe refused': {
    severity: 'severe',
    title: 'images that the recipe cannot be carried out with',
    remedy: 'change the recipe as the message says',
  },
  'class not in split': {
    severity: 'note',
    title: 'classes of train that another split lacks',
    remedy: 'results in this split say nothing about the class',
  },
  duplicate: {
    severity: 'note',
    title: 'the same image several times',
    remedy: 'remove the copies: they count more than other images',
    areCopies: true,
  },
  'near duplicate': {
    severity: 'note',
    title: 'nearly the same image several times',
    remedy: 'look at these images; copies count more than other images',
    areCopies: true,
  },
  'object repeated': {
    severity: 'note',
    title: 'objects that stand in the labels of their image twice',
    remedy: 'remove the second one',
  },
  'object beyond edge': {
    severity: 'note',
    title: 'objects that reach beyond the edge of their image',
    remedy: 'nothing, if the labels are right: a variant is clipped to its image',
  },
  'doubtful labels': {
    severity: 'note',
    title: 'labels that were read with a doubt or a correction',
    remedy: 'look whether the labels were understood',
  },
  'image without labels': {
    severity: 'note',
    title: 'images without labels',
    remedy: 'add labels; if nothing is to be seen in them, nothing: trainers learn what is no object',
  },
  'unused labels': {
    severity: 'note',
    title: 'files that look like labels and are not used',
    remedy: 'nothing, if they are not meant to be used; docs/labels.md says where labels are looked for',
  },
  'class without objects': {
    severity: 'note',
    title: 'classes that are declared, and that no label has',
    remedy: 'nothing, if they are to stay; else remove the names',
  },
  warning: {
    severity: 'note',
    title: 'doubts about how the data set was understood',
    remedy: 'look whether this is what you mean',
  },
} as const satisfies Readonly<Record<string, FindingFacts>>;

export type FindingKind = keyof typeof FINDING_KINDS;

export const KIND_NAMES = Object.keys(FINDING_KINDS) as [FindingKind, ...FindingKind[]];
