/** Names as S3 writes them with `encoding-type=url`: like a form, but slashes stay. */
export function urlEncoded(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%20/g, '+')
    .replace(/%2F/g, '/');
}

/** How the names in a listing are written: plainly, or encoded when the request asked for it. */
export function nameWriter(encodingType: string | undefined) {
  return <T extends string | undefined>(text: T): T =>
    text === undefined || encodingType !== 'url' ? text : (urlEncoded(text) as T);
}
