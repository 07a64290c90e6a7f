// Looking into files as databases leave them: parts of them are compressed (Snappy, in Chromium's and in Firefox's), and what was deleted lies
// about in pieces. Whatever can be decompressed from any place on is.

/** The shortest piece that is looked at, in bytes: shorter ones come out of any noise. */
const SHORTEST = 24;
/** The longest, in bytes: more than a letter takes. */
const LONGEST = 1 << 18;

/** Where a piece is made. At most places little comes out, whatever length stands there: memory for each would take most of the time. */
const out = Buffer.alloc(LONGEST);

/**
 * What comes out if a Snappy stream (format_description.txt, sections 1 and 2) begins at `at`, as far as it goes. Undefined if none can, or if it has
 * one part only: that lies in the file as it is.
 */
function snappyAt(bytes, at) {
  let [length, shift, place] = [0, 0, at];
  for (;;) {
    const byte = bytes[place++];
    if (byte === undefined || shift > 21) return undefined;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
    shift += 7;
  }
  if (length < SHORTEST || length > LONGEST) return undefined;
  let [made, parts] = [0, 0];
  while (made < length && place < bytes.length) {
    const tag = bytes[place++];
    let size = (tag >> 2) + 1;
    if ((tag & 3) === 0) {
      if (size > 60) {
        const more = size - 60;
        if (more > 2 || place + more > bytes.length) break;
        size = bytes.readUIntLE(place, more) + 1;
        place += more;
      }
      size = Math.min(size, length - made, bytes.length - place);
      bytes.copy(out, made, place, place + size);
      [made, place, parts] = [made + size, place + size, parts + 1];
      continue;
    }
    let back;
    if ((tag & 3) === 1) [size, back, place] = [((tag >> 2) & 7) + 4, ((tag >> 5) << 8) | bytes[place], place + 1];
    else if ((tag & 3) === 2 && place + 2 <= bytes.length) [back, place] = [bytes.readUInt16LE(place), place + 2];
    else break;
    if (!(back > 0 && back <= made)) break;
    parts += 1;
    for (size = Math.min(size, length - made); size > 0; size -= 1, made += 1) out[made] = out[made - back];
  }
  if (made < SHORTEST || parts === 1) return undefined;
  return Buffer.from(out.subarray(0, made));
}

/** Everything that can be decompressed from a file, one piece after the other. */
export function decompressed(bytes) {
  const pieces = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const piece = snappyAt(bytes, at);
    if (piece) pieces.push(piece, Buffer.from([0]));
  }
  return Buffer.concat(pieces);
}
