/*
 * What stands in angle brackets is not always a tag: people write keys (`<Enter>`), gaps to fill
 * (`<your-order-id>`) and types (`Vector<String>`) so.
 */

/** HTML with its obsolete elements, SVG, MathML, and the components of Mini Programs. */
const KNOWN = new Set(
  (
    'a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br ' +
    'button canvas caption center cite code col colgroup command content data datalist dd del details dfn dialog dir div ' +
    'dl dt element em embed fencedframe fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head ' +
    'header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark ' +
    'marquee menu menuitem meta meter multicol nav nobr noembed noframes noscript object ol optgroup option output p ' +
    'param picture plaintext portal pre progress q rb rbc rp rt rtc ruby s samp script search section select shadow slot ' +
    'small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead ' +
    'time title tr track tt u ul var video wbr xmp xml ' +
    'animate animatetransform circle clippath defs desc ellipse filter foreignobject g line lineargradient marker mask ' +
    'math metadata mi mn mo mfrac mrow msqrt msub msup mtext path pattern polygon polyline radialgradient rect set stop ' +
    'symbol text textpath tspan use ' +
    'view scroll-view swiper swiper-item movable-area movable-view cover-view cover-image match-media page-container ' +
    'root-portal share-element icon rich-text checkbox checkbox-group editor picker picker-view picker-view-column ' +
    'radio radio-group slider switch navigator functional-page-navigator camera live-player live-pusher voip-room ' +
    'web-view ad ad-custom official-account open-data open-container page-meta navigation-bar custom-wrapper block wxs ' +
    'import include keyboard-accessory channel-live channel-video store-home store-product page'
  ).split(' '),
);

/** Without attributes these show nothing, so an answer rather speaks of them. */
const EMPTY_ALONE = new Set([
  'img',
  'input',
  'video',
  'audio',
  'image',
  'canvas',
  'textarea',
  'iframe',
  'embed',
]);
/** Keys; `<P>` alone begins a paragraph. */
const KEY = /^[A-OQ-Z]$/;
const CLOSING = /<\/([a-z][\w.-]{0,60})\s{0,9}>/gi;
const BARE = /^<([a-z][\w:.-]{0,100})(?:\s[^=]{0,200})?>$/i;

/** The names that a text closes, in lower case. */
export function closedNames(text: string): ReadonlySet<string> {
  return new Set(text.matchAll(CLOSING).map(([, name = '']) => name.toLowerCase()));
}

/**
 * The words of what only looks like a tag, or undefined for one that is.
 * @param closed what the text closes: `<reply>…</reply>` is an element, whatever its name
 */
export function wordsInBrackets(tag: string, closed: ReadonlySet<string>): string | undefined {
  const written = BARE.exec(tag)?.[1];
  if (written === undefined) return undefined;
  const name = written.toLowerCase();
  if (closed.has(name)) return undefined;
  if (!KNOWN.has(name.slice(name.lastIndexOf(':') + 1))) return tag;
  return tag === `<${written}>` && (KEY.test(written) || EMPTY_ALONE.has(name)) ? written : undefined;
}
