import { xmlHead } from '../shared/xml-text.js';

const HEAD_BYTES = 16_000;

/**
 * True for a label file of the LabelMe that MIT had as a web page until 2024. Its XML has VOC's root, but polygons with
 * points (`<polygon><pt><x>`) and no boxes, so read as VOC it would be an image without objects.
 */
export function isLabelMeXml(key: string, bytes: Uint8Array): boolean {
  if (!key.toLowerCase().endsWith('.xml')) return false;
  const head = xmlHead(bytes, HEAD_BYTES);
  const isOurs =
    /<sourceAnnotation>\s*LabelMe Webtool\b/.test(head) || /<polygon>(?:(?!<\/polygon>)[^])*<pt>/.test(head);
  return isOurs && /<annotation[\s/>]/.test(head) && !head.includes('<bndbox>');
}
